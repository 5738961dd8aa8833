import Foundation
import TensorInit
import TestSupport
import Testing

@Suite("Orthogonal matrices are orthonormal and uniformly distributed")
struct OrthonormalityTests {
  /// The largest |Q Q' - 1| over the rows or columns, whichever are fewer.
  private func error(_ values: [Double], rows: Int, columns: Int) -> Double {
    let vectors =
      rows <= columns
      ? (0..<rows).map { row in Array(values[row * columns..<(row + 1) * columns]) }
      : (0..<columns).map { column in (0..<rows).map { values[$0 * columns + column] } }
    var largest = 0.0
    for i in vectors.indices {
      for j in 0...i {
        var product = i == j ? -1.0 : 0
        for k in vectors[i].indices { product += vectors[i][k] * vectors[j][k] }
        largest = max(largest, abs(product))
      }
    }
    return largest
  }

  @Test(
    "rows or columns, whichever are fewer, are orthonormal",
    arguments: [[512, 512], [512, 100], [100, 512], [64, 32, 3, 3]],
    [(DType.float32, 1e-5), (.float64, 1e-13), (.float16, 2e-3), (.bfloat16, 2e-2)])
  func orthonormal(shape: Shape, precision: (dtype: DType, tolerance: Double)) throws {
    let tensor = try Tensor(zeros: shape, dtype: precision.dtype)
    try tensor.initialize(.orthogonal(), using: Generator(seed: 4))
    let largest = error(
      tensor.doubles(), rows: shape[0], columns: shape.dropFirst().reduce(1, *))
    #expect(largest < precision.tolerance)
  }

  @Test("the gain multiplies the matrix")
  func gain() throws {
    let plain = try Tensor(zeros: [20, 30])
    let scaled = try Tensor(zeros: [20, 30])
    try plain.initialize(.orthogonal(), using: Generator(seed: 4))
    try scaled.initialize(.orthogonal(gain: 2), using: Generator(seed: 4))
    #expect(zip(plain.doubles(), scaled.doubles()).allSatisfy { 2 * $0 == $1 })
  }

  @Test("the law is Haar's: traces have mean 0 and variance 1, which a bare QR's have not")
  func haar() throws {
    let generator = Generator(seed: 8)
    let matrix = try Tensor(zeros: [4, 4], dtype: .float64)
    var traces: [Double] = []
    var corners: [Double] = []
    for _ in 0..<20_000 {
      try matrix.initialize(.orthogonal(), using: generator)
      let values = matrix.doubles()
      traces.append(values[0] + values[5] + values[10] + values[15])
      corners.append(values[0])
    }
    let moments = Moments(traces)
    #expect(abs(moments.mean) < 5 / Double(traces.count).squareRoot())
    #expect(abs(moments.variance - 1) < 0.05)
    // An element of a Haar matrix of order 4 has the density 2/pi sqrt(1 - x^2).
    let pValue = kolmogorovSmirnovPValue(corners) { x in
      0.5 + (x * (1 - x * x).squareRoot() + asin(x)) / .pi
    }
    #expect(pValue > 1e-6)
  }
}
