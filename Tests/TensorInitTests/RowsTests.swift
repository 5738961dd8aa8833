import TensorInit
import TestSupport
import Testing

@Suite("Rows of a tensor may have values of their own")
struct RowsTests {
  private static let shape: Shape = [40, 6, 5]
  private static let rows = [
    RowValues(0..<1, .zeros), RowValues(31..<40, .constant(7)), RowValues(9..<12, .eye),
  ]
  /// `eye` is of matrices alone.
  private static let matrixShape: Shape = [40, 30]

  private func values(
    _ initializer: Initializer, asRegion region: Region? = nil, shape: Shape = matrixShape,
    dtype: DType = .float32, _ algorithm: Generator.Algorithm = .standard, threads: Int = 1
  ) throws -> [Double] {
    let generator = Generator(algorithm: algorithm, seed: 9)
    if let region {
      guard case .box(let box) = region else { return [] }
      let part = try Tensor(zeros: Shape(box.map(\.count)), dtype: dtype)
      try part.initialize(
        initializer, asRegion: region, of: shape, using: generator, threads: threads)
      return part.doubles()
    }
    let tensor = try Tensor(zeros: shape, dtype: dtype)
    try tensor.initialize(initializer, using: generator, threads: threads)
    return tensor.doubles()
  }

  @Test(
    "and the others are what they would be without them",
    arguments: ["normal", "orthogonal", "sparse(sparsity=0.3)", "unit_norm", "zeros"],
    [Generator.Algorithm.ars, .torch])
  func others(expression: String, algorithm: Generator.Algorithm) throws {
    guard expression != "unit_norm" || algorithm == .ars else { return }
    let base = try Initializer(expression)
    let plain = try values(base, algorithm)
    let replaced = try values(base.replacing(Self.rows), algorithm, threads: 3)
    for row in 0..<40 {
      for column in 0..<30 {
        let expected =
          switch row {
          case 0: 0.0
          case 31...: 7.0
          case 9..<12: row - 9 == column ? 1.0 : 0.0
          default: plain[row * 30 + column]
          }
        #expect(replaced[row * 30 + column] == expected)
      }
    }
  }

  @Test(
    "also in boxes and runs of a tensor",
    arguments: ["normal", "orthogonal"], [DType.float32, .bfloat16])
  func boxes(expression: String, dtype: DType) throws {
    let initializer = try Initializer(expression).replacing(Self.rows)
    let whole = try values(initializer, dtype: dtype)
    for box in [[0..<40, 3..<17], [10..<33, 0..<30], [5..<6, 0..<30], [0..<1, 2..<4]] {
      let part = try values(initializer, asRegion: .box(box), dtype: dtype, threads: 2)
      let expected = box[0].flatMap { row in box[1].map { whole[row * 30 + $0] } }
      #expect(part == expected)
    }
  }

  @Test("of fused tensors too, which draw by their own names")
  func fused() throws {
    let fused = Initializer.blocks([
      TensorBlock(name: "q", size: 8, initializer: .normal()),
      TensorBlock(name: "k", size: 32, initializer: .uniform()),
    ])
    let plain = try values(fused)
    let replaced = try values(fused.replacing([RowValues(7..<9, .zeros)]))
    #expect(Array(replaced[..<210]) == Array(plain[..<210]))
    #expect(replaced[210..<270].allSatisfy { $0 == 0 })
    #expect(Array(replaced[270...]) == Array(plain[270...]))
  }

  @Test("of tensors of any rank, and none of them or all")
  func ranks() throws {
    let vector = try values(
      .normal().replacing([RowValues(2..<4, .ones)]), shape: [5])
    #expect(vector[2...3] == [1, 1])
    #expect(try values(.normal().replacing([RowValues(3..<3, .ones)])) == values(.normal()))
    #expect(try values(.normal().replacing([RowValues(0..<40, .ones)])) == values(.ones))
    #expect(
      try values(.normal().replacing([RowValues(0..<0, .ones)]), shape: [0, 4]) == [])
    let image = try values(.normal().replacing([RowValues(1..<2, .zeros)]), shape: Self.shape)
    #expect(image[30..<60].allSatisfy { $0 == 0 } && image[60] != 0)
  }

  @Test(
    "but not twice, nor beyond the tensor's, nor of random numbers",
    arguments: [
      ([0..<2, 1..<3], "zeros", "rows is 1..2; expected each row once"),
      (
        [38..<41], "zeros", "rows is 38..40; expected some of the 40 that there are"
      ),
      (
        [0..<1], "normal",
        "the initializer of row 0 is normal; expected one without random numbers, such as zeros"
      ),
    ] as [([Range<Int>], String, String)])
  func faults(rows: [Range<Int>], expression: String, expected: String) throws {
    let initializer = Initializer.normal().replacing(
      try rows.map { RowValues($0, try Initializer(expression)) })
    #expect(throws: TensorInitError.self) {
      do {
        try initializer.check(shape: Self.matrixShape, dtype: .float32)
      } catch {
        #expect("\(error)" == "rows: \(expected)")
        throw error
      }
    }
    #expect(throws: TensorInitError.self) {
      try Initializer.normal().replacing([RowValues(0..<1, .zeros)]).check(
        shape: [], dtype: .float32)
    }
  }
}
