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

  static let shapes: [Shape] = [
    [512, 512], [512, 100], [100, 512], [64, 32, 3, 3], [65, 129], [129, 64], [1, 1], [1, 7],
    [7, 1], [300, 257],
  ]

  @Test(
    "rows or columns, whichever are fewer, are orthonormal", arguments: OrthogonalMethod.allCases,
    [(DType.float32, 1e-5), (.float64, 1e-13), (.float16, 2e-3), (.bfloat16, 2e-2)])
  func orthonormal(
    method: OrthogonalMethod, precision: (dtype: DType, tolerance: Double)
  ) throws {
    for shape in Self.shapes {
      let tensor = try Tensor(zeros: shape, dtype: precision.dtype)
      try tensor.initialize(.orthogonal(method: method), using: Generator(seed: 4))
      let largest = error(
        tensor.doubles(), rows: shape[0], columns: shape.dropFirst().reduce(1, *))
      #expect(largest < precision.tolerance, "\(shape)")
    }
  }

  @Test(
    "of large matrices too", arguments: [[1024, 1024], [50257, 64], [262_144, 16]] as [Shape],
    [(DType.float32, 1e-5), (.float64, 1e-13)])
  func large(shape: Shape, precision: (dtype: DType, tolerance: Double)) throws {
    let tensor = try Tensor(zeros: shape, dtype: precision.dtype)
    try tensor.initialize(.orthogonal(), using: Generator(seed: 4))
    #expect(error(tensor.doubles(), rows: shape[0], columns: shape[1]) < precision.tolerance)
  }

  @Test("rows of a wide matrix and columns of a tall one are made without those after them")
  func alone() throws {
    // The whole would take 160 GB.
    let size = 200_000
    for rows in [true, false] {
      let box = rows ? [1..<3, 0..<size] : [0..<size, 1..<3]
      let whole: Shape = rows ? [size, size] : [size, size - 1]
      let tensor = try Tensor(zeros: Shape(box.map(\.count)))
      try tensor.initialize(
        .orthogonal(), asRegion: .box(box), of: whole, using: Generator(seed: 4))
      #expect(error(tensor.doubles(), rows: box[0].count, columns: box[1].count) < 1e-5)
    }
  }

  @Test("a part that takes more memory than there is, is a fault")
  func tooLarge() throws {
    let size = Int(Int32.max)
    let element = try Tensor(zeros: [1, 1])
    for shape in [[size, size], [size, 1 << 20]] as [Shape] {
      #expect(throws: TensorInitError.self) {
        try element.initialize(
          .orthogonal(), asRegion: .box(shape.map { $0 - 1..<$0 }), of: shape,
          using: Generator(seed: 4))
      }
    }
    #expect(element.doubles() == [0])
  }

  @Test(
    "the gain, of any sign, multiplies the matrix", arguments: OrthogonalMethod.allCases,
    [2, -0.5])
  func gain(method: OrthogonalMethod, gain: Double) throws {
    let plain = try Tensor(zeros: [20, 30])
    let scaled = try Tensor(zeros: [20, 30])
    try plain.initialize(.orthogonal(method: method), using: Generator(seed: 4))
    try scaled.initialize(.orthogonal(gain: gain, method: method), using: Generator(seed: 4))
    #expect(zip(plain.doubles(), scaled.doubles()).allSatisfy { gain * $0 == $1 })
  }

  @Test(
    "no gain that is finite gives what is not", arguments: OrthogonalMethod.allCases,
    [DType.float32, .float64, .float16, .bfloat16])
  func finite(method: OrthogonalMethod, dtype: DType) throws {
    let largest = dtype.largestFinite
    for gain in [largest, -largest, largest * 0.88, Double.leastNonzeroMagnitude, 0] {
      for shape in [[1, 1], [1, 5], [2, 2], [20, 30], [60, 50]] as [Shape] {
        let tensor = try Tensor(zeros: shape, dtype: dtype)
        try tensor.initialize(
          .orthogonal(gain: gain, method: method), using: Generator(seed: 4))
        #expect(tensor.doubles().allSatisfy { $0.isFinite }, "\(gain) \(shape)")
        if gain == largest, shape == [1, 1] { #expect(abs(tensor.doubles()[0]) == largest) }
      }
    }
  }

  @Test(
    "the law is Haar's: traces have mean 0 and variance 1, which a bare QR's have not",
    arguments: OrthogonalMethod.allCases)
  func haar(method: OrthogonalMethod) throws {
    let generator = Generator(seed: 8)
    let matrix = try Tensor(zeros: [4, 4], dtype: .float64)
    var traces: [Double] = []
    var corners: [Double] = []
    var lastCorners: [Double] = []
    for _ in 0..<20_000 {
      try matrix.initialize(.orthogonal(method: method), using: generator)
      let values = matrix.doubles()
      traces.append(values[0] + values[5] + values[10] + values[15])
      corners.append(values[0])
      lastCorners.append(values[15])
    }
    expectHaar(traces: traces)
    // An element of a Haar matrix of order 4 has the density 2/pi sqrt(1 - x^2).
    for elements in [corners, lastCorners] {
      let pValue = kolmogorovSmirnovPValue(elements) { x in
        0.5 + (x * (1 - x * x).squareRoot() + asin(x)) / .pi
      }
      #expect(pValue > 1e-6)
    }
  }

  @Test(
    "of matrices of several blocks of reflectors too", arguments: OrthogonalMethod.allCases)
  func haarOfBlocks(method: OrthogonalMethod) throws {
    let generator = Generator(seed: 9)
    let order = 130
    let matrix = try Tensor(zeros: [order, order])
    var traces: [Double] = []
    for _ in 0..<2000 {
      try matrix.initialize(.orthogonal(method: method), using: generator)
      let values = matrix.doubles()
      traces.append((0..<order).reduce(0) { $0 + values[$1 * (order + 1)] })
    }
    expectHaar(traces: traces)
  }

  /// The trace of a Haar matrix of order 4 or more has mean 0 and variance 1, and nearly normal tails.
  private func expectHaar(traces: [Double]) {
    let moments = Moments(traces)
    let count = Double(traces.count)
    #expect(abs(moments.mean) < 5 / count.squareRoot())
    #expect(abs(moments.variance - 1) < 5 * (2 / count).squareRoot())
  }
}
