import TensorInit
import Testing

@Suite("Singular values")
struct SingularValuesTests {
  @Test("of a diagonal matrix are the magnitudes, the largest first", arguments: [(3, 5), (5, 3)])
  func diagonal(rows: Int, columns: Int) throws {
    var matrix = [Double](repeating: 0, count: rows * columns)
    for (index, value) in [2.0, -7, 0.5].enumerated() { matrix[index * columns + index] = value }
    let values = try SingularValues.of(matrix, columns: columns, threads: 1)
    try #require(values.count == 3)
    for (value, expected) in zip(values, [7, 2, 0.5]) { #expect(abs(value - expected) < 1e-12) }
  }

  @Test("of an orthogonal matrix are its gain, on several threads too", arguments: [1, 2])
  func orthogonal(threads: Int) throws {
    let tensor = try Tensor(zeros: [200, 120], dtype: .float64)
    try tensor.initialize(.orthogonal(gain: 3), using: Generator(seed: 5))
    let values = try SingularValues.of(tensor.doubles(), columns: 120, threads: threads)
    #expect(values.count == 120)
    #expect(values.allSatisfy { abs($0 - 3) < 1e-12 })
  }

  @Test("have the sum of the elements' squares as the sum of theirs")
  func squares() throws {
    let matrix = (0..<7 * 31).map { Double($0 * $0 % 17) - 8 }
    let values = try SingularValues.of(matrix, columns: 31, threads: 1)
    let (found, expected) = (
      values.map { $0 * $0 }.reduce(0, +), matrix.map { $0 * $0 }.reduce(0, +)
    )
    #expect(abs(found - expected) < 1e-9 * expected)
  }

  @Test("of one number are its magnitude, and of no rows none")
  func small() throws {
    #expect(try SingularValues.of([-4], columns: 1, threads: 1) == [4])
    #expect(try SingularValues.of([], columns: 3, threads: 1) == [])
  }
}
