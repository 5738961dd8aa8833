import TensorInit
import TestSupport
import Testing

@Suite("sparse puts the zeros of each column anywhere")
struct SparsePlaceTests {
  /// Columns for each of the sets that the zeros can be.
  private static let columnsForEach = 2000

  @Test(
    "every set of rows is as likely, by chi-square",
    arguments: [(rows: 6, zeros: 1), (6, 2), (6, 3), (6, 4), (6, 5), (9, 4)],
    [Generator.Algorithm.ars, .philox])
  func sets(shape: (rows: Int, zeros: Int), algorithm: Generator.Algorithm) throws {
    let (rows, zeros) = shape
    let sets = (0..<1 << rows).filter { $0.nonzeroBitCount == zeros }
    let columns = sets.count * Self.columnsForEach
    let tensor = try Tensor(zeros: [rows, columns], dtype: .float32)
    try tensor.initialize(
      .sparse(sparsity: Double(zeros) / Double(rows), std: 1),
      using: Generator(algorithm: algorithm, seed: 3))
    let values = try [Float](tensor)
    var counts = [Int](repeating: 0, count: 1 << rows)
    for column in 0..<columns {
      let set = (0..<rows).reduce(0) { $0 | (values[$1 * columns + column] == 0 ? 1 << $1 : 0) }
      counts[set] += 1
    }
    let observed = sets.map { counts[$0] }
    #expect(observed.reduce(0, +) == columns)
    let probabilities = sets.map { _ in 1 / Double(sets.count) }
    #expect(chiSquarePValue(observed: observed, probabilities: probabilities) > 1e-4)
  }

  @Test(
    "as a sample without replacement of 64-bit draws, whose lower halves count in tall columns",
    arguments: [(rows: 1 << 18, zeros: 0.25), (1 << 18, 0.75), (200, 0.5)])
  func sample(shape: (rows: Int, zeros: Double)) throws {
    let (rows, columns) = (shape.rows, 3)
    let tensor = try Tensor(zeros: [rows, columns], dtype: .float64)
    try tensor.initialize(.sparse(sparsity: shape.zeros, std: 1), using: Generator(seed: 8))
    let draws = CountedDraws(generator: .ars, seed: 8, stream: 0, first: 0)
    let upper = try draws.words(count: rows * columns, subset: 4)
    let lower = try draws.words(count: rows * columns, subset: 5)
    let values = try [Double](tensor)
    let zeros = Int(Double(rows) * shape.zeros)
    let size = min(zeros, rows - zeros)
    var carries = 0
    for column in 0..<columns {
      var sample: Set<UInt64> = []
      for step in 0..<size {
        let last = UInt64(rows - size + step)
        let index = step * columns + column
        let draw = UInt64(upper[index]) << 32 | UInt64(lower[index])
        let row = draw.multipliedFullWidth(by: last + 1).high
        carries += row == (UInt64(upper[index]) * (last + 1)) >> 32 ? 0 : 1
        sample.insert(sample.contains(row) ? last : row)
      }
      let isZero = (0..<rows).map { sample.contains(UInt64($0)) == (size == zeros) }
      #expect((0..<rows).allSatisfy { (values[$0 * columns + column] == 0) == isZero[$0] })
    }
    #expect(rows < 1 << 18 || carries > 0)
  }
}
