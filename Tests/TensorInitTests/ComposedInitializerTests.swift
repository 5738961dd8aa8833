import TensorInit
import TestSupport
import Testing

@Suite("What is made of another initializer has its values and a structure")
struct ComposedInitializerTests {
  private func filled(
    _ initializer: Initializer, _ shape: Shape, dtype: DType = .float64,
    using generator: Generator = Generator(seed: 2)
  ) throws -> [Double] {
    let tensor = try Tensor(zeros: shape, dtype: dtype)
    // Old contents must not show through.
    try tensor.initialize(.ones)
    try tensor.initialize(initializer, using: generator)
    return tensor.doubles()
  }

  // MARK: icnr

  @Test(
    "icnr has each channel of a smaller weight in as many places as a pixel has pixels",
    arguments: [([8, 3, 2, 2], 2), ([18, 2, 3, 1], 3), ([6, 3, 4], 2), ([16, 2, 1, 3, 2], 2)]
      as [(Shape, Int)])
  func icnr(shape: Shape, factor: Int) throws {
    var copies = 1
    for _ in 2..<shape.count { copies *= factor }
    let smaller = Shape([shape[0] / copies] + shape.dropFirst())
    let row = shape.dropFirst().reduce(1, *)
    for inner in [Initializer.kaimingNormal(), .orthogonal(), .dirac(), .constant(3)] {
      let values = try filled(.icnr(factor: factor, of: inner), shape)
      let expected = try filled(inner, smaller)
      for (index, value) in values.enumerated() {
        #expect(value == expected[index / row / copies * row + index % row])
      }
    }
  }

  @Test("icnr with PyTorch's generator has PyTorch's values of the smaller weight")
  func icnrOfTorch() throws {
    let values = try filled(.icnr(factor: 2), [8, 3, 2, 2], using: .torch(seed: 1))
    let expected = try filled(.kaimingNormal(), [2, 3, 2, 2], using: .torch(seed: 1))
    #expect(Array(values[..<12]) == Array(expected[..<12]))
    #expect(Array(values[36..<48]) == Array(expected[..<12]))
    #expect(Array(values[84...]) == Array(expected[12...]))
  }

  // MARK: delta_orthogonal

  @Test(
    "delta_orthogonal is orthogonal at the kernel's centre and 0 elsewhere",
    arguments: [[5, 3, 3], [4, 4, 4, 3], [6, 2, 1, 2, 5], [3, 3, 1]], [1.0, -2.5])
  func deltaOrthogonal(shape: Shape, gain: Double) throws {
    let values = try filled(.deltaOrthogonal(gain: gain), shape)
    let matrix = try filled(.orthogonal(gain: gain), [shape[0], shape[1]])
    let kernel = Array(shape.dropFirst(2))
    let kernelSize = kernel.reduce(1, *)
    let centre = kernel.reduce(0) { $0 * $1 + ($1 - 1) / 2 }
    for (index, value) in values.enumerated() {
      #expect(value == (index % kernelSize == centre ? matrix[index / kernelSize] : 0))
    }
    for first in 0..<shape[1] {
      for second in 0..<shape[1] {
        let product = (0..<shape[0]).reduce(0.0) {
          $0 + matrix[$1 * shape[1] + first] * matrix[$1 * shape[1] + second]
        }
        #expect(abs(product - (first == second ? gain * gain : 0)) < 1e-13)
      }
    }
  }

  // MARK: unit_norm

  /// The vectors along some dimensions of a tensor, whose others are each one of a vector's places.
  private func vectors(_ values: [Double], _ shape: Shape, along axes: Range<Int>) -> [[Double]] {
    let length = shape[axes].reduce(1, *)
    let columns = shape[axes.upperBound...].reduce(1, *)
    var vectors = [[Double]](repeating: [], count: values.count / length)
    for (index, value) in values.enumerated() {
      vectors[index / columns / length * columns + index % columns].append(value)
    }
    return vectors
  }

  static let axes: [(shape: Shape, axis: [Int], along: Range<Int>)] = [
    ([7, 40], [-1], 1..<2), ([7, 40], [1], 1..<2), ([70, 41], [0], 0..<1),
    ([70, 41], [0, 1], 0..<2), ([3, 50, 40], [1], 1..<2), ([5, 4, 3, 2], [1, 2, 3], 1..<4),
    ([5, 4, 3, 2], [-2, -3], 1..<3), ([9], [0], 0..<1), ([1, 1], [-1], 1..<2),
    ([300, 1000], [-1], 1..<2), ([300, 1000], [0], 0..<1),
  ]

  @Test("unit_norm has vectors of length 1 in the direction of the other's", arguments: axes)
  func unitNorm(shape: Shape, axis: [Int], along: Range<Int>) throws {
    for (inner, dtype): (Initializer, DType) in [
      (.normal(mean: 1), .float64), (.uniform(low: -3, high: 1), .float32),
      (.exponential(), .float16), (.normal(), .bfloat16),
    ] {
      let values = try filled(.unitNorm(of: inner, axis: axis), shape, dtype: dtype)
      let others = try filled(inner, shape, dtype: dtype == .float64 ? .float64 : .float32)
      let precision: Double =
        switch dtype {
        // The test's own sums are rounded too.
        case .float64: 0x1p-46
        case .float32: 0x1p-23
        case .float16: 0x1p-10
        default: 0x1p-7
        }
      let isEqual = zip(
        vectors(values, shape, along: along), vectors(others, shape, along: along)
      ).allSatisfy { vector, other in
        let norm = other.reduce(0.0) { $0 + $1 * $1 }.squareRoot()
        return zip(vector, other).allSatisfy {
          abs($0 - $1 / norm) <= precision * max(abs($0), 0x1p-14)
        }
      }
      #expect(isEqual, "\(inner) \(dtype)")
    }
  }

  @Test("unit_norm leaves rows of zeros, and has no trouble with squares beyond a number's range")
  func rangeOfSquares() throws {
    #expect(try filled(.unitNorm(of: .zeros), [2, 3]) == [Double](repeating: 0, count: 6))
    let identity = try filled(.unitNorm(of: .eye), [4, 3])
    #expect(identity == [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0])
    for value in [1e300, 1.7e308, 1e-200, 0x1p-1074, 0x1.8p-1030, -1e-160, -1e160] {
      let values = try filled(.unitNorm(of: .constant(value)), [3, 4])
      #expect(values.allSatisfy { $0 == (value < 0 ? -0.5 : 0.5) })
    }
    for value: Double in [3e38, 1e-45] {
      let values = try filled(.unitNorm(of: .constant(value)), [3, 4], dtype: .float32)
      #expect(values.allSatisfy { $0 == 0.5 })
    }
    let infinite = try filled(.unitNorm(of: .constant(.infinity)), [1, 2])
    #expect(infinite == [.infinity, .infinity])
  }

  @Test("unit_norm of normal rows is uniform on the sphere")
  func uniformOnTheSphere() throws {
    // A coordinate's square has mean 1/n and, of beta(1/2, (n - 1)/2), the variance 2 (n - 1) / (n^2 (n + 2)).
    let (rows, n) = (200_000, 5.0)
    let values = try filled(.unitNorm(), [rows, 5], dtype: .float32)
    let squares = stride(from: 0, to: values.count, by: 5).map { values[$0] * values[$0] }
    let mean = squares.reduce(0, +) / Double(rows)
    let deviation = (2 * (n - 1) / (n * n * (n + 2)) / Double(rows)).squareRoot()
    #expect(abs(mean - 1 / n) < 5 * deviation)
  }

  @Test("nested as deep as expressions may be, they are as fast as one after the other")
  func nested() throws {
    var initializer = Initializer.normal()
    for _ in 0..<30 { initializer = .unitNorm(of: initializer) }
    let values = try filled(initializer, [4, 4])
    let expected = try filled(.unitNorm(), [4, 4])
    for (value, expected) in zip(values, expected) { #expect(abs(value - expected) < 1e-14) }
  }

  @Test(
    "a part takes memory for the vectors and rows that it touches alone",
    arguments: [
      ("unit_norm", [1 << 22, 1 << 20, 64], [1 << 21, 5, 0], [3, 1, 64]),
      ("unit_norm", [1 << 40, 64], [1 << 39, 3], [70, 5]),
      ("unit_norm(axis=0)", [64, 1 << 20, 1 << 20], [0, 7, 9], [64, 3, 1]),
      ("unit_norm(axis=1)", [1 << 20, 64, 1 << 20], [5, 3, 9], [3, 20, 5]),
      ("icnr(of=unit_norm)", [1 << 40, 8, 3, 3], [1 << 39, 2, 0, 1], [9, 3, 3, 2]),
      ("icnr", [4, 1 << 50, 1], [0, 5, 0], [4, 10, 1]),
    ] as [(String, [Int], [Int], [Int])])
  func parts(expression: String, shape: [Int], start: [Int], sizes: [Int]) throws {
    let part = try Tensor(zeros: Shape(sizes))
    let box = zip(start, sizes).map { $0..<$0 + $1 }
    try part.initialize(
      Initializer(expression), asRegion: .box(box), of: Shape(shape), using: Generator(seed: 1))
    #expect(part.doubles().allSatisfy { $0 != 0 })
  }

  // MARK: Faults

  static let misfits: [(expression: String, shape: Shape, message: String)] = [
    (
      "icnr", [4, 4], "icnr: the tensor's shape is [4, 4]; expected 3, 4 or 5 dimensions"
    ),
    (
      "icnr(factor=3)", [8, 2, 3, 3],
      "icnr: factor is 3; expected a number n of which n^2 divides the 8 output channels"
    ),
    ("icnr(factor=0)", [8, 2, 3, 3], "icnr: factor is 0; expected a number of 1 or more"),
    (
      "icnr(factor=9223372036854775807)", [8, 2, 3, 3],
      "icnr: factor is 9223372036854775807; expected a number n of which n^2 divides the 8 output "
        + "channels"
    ),
    (
      "icnr(of=normal(std=-1))", [8, 2, 3, 3],
      "normal: std is -1.0; expected a number of 0 or more"
    ),
    (
      "delta_orthogonal", [4, 4],
      "delta_orthogonal: the tensor's shape is [4, 4]; expected 3, 4 or 5 dimensions"
    ),
    (
      "delta_orthogonal", [3, 4, 3],
      "delta_orthogonal: the tensor's shape is [3, 4, 3]; expected no more input channels "
        + "(dimension 1) than output channels (dimension 0)"
    ),
    (
      "delta_orthogonal(gain=inf)", [4, 4, 3],
      "delta_orthogonal: gain is inf; expected a finite number within float32's range"
    ),
    (
      "unit_norm", [], "unit_norm: axis is -1; expected an axis, of which the shape [] has none"
    ),
    (
      "unit_norm(axis=2)", [4, 4],
      "unit_norm: axis is 2; expected an axis in -2...1, those of the shape [4, 4]"
    ),
    (
      "unit_norm(axis=(0, -2))", [4, 4],
      "unit_norm: axis is -2; expected an axis that is given once; axis has dimension 0 already"
    ),
    (
      "unit_norm(axis=(0, 2))", [4, 4, 4],
      "unit_norm: axis is (0, 2); expected an axis, or several that follow one another"
    ),
    (
      "unit_norm(axis=())", [4, 4],
      "unit_norm: axis is (); expected an axis, or several that follow one another"
    ),
    (
      "unit_norm(of=sparse(0.5))", [4],
      "sparse: the tensor's shape is [4]; expected 2 dimensions"
    ),
  ]

  @Test(
    "and sizes or arguments that don't fit are a fault in one sentence",
    arguments: misfits)
  func faults(expression: String, shape: Shape, message: String) throws {
    let tensor = try Tensor(zeros: shape)
    let error = #expect(throws: TensorInitError.self) {
      try tensor.initialize(Initializer(expression), using: Generator(seed: 1))
    }
    #expect(error?.description == message)
    #expect(tensor.doubles().allSatisfy { $0 == 0 })
  }

  @Test("and integers have no unit vectors")
  func integers() throws {
    let tensor = try Tensor(zeros: [2, 2], dtype: .int32)
    let error = #expect(throws: TensorInitError.self) { try tensor.initialize(.unitNorm()) }
    #expect(
      error?.description
        == "unit_norm: the tensor's dtype is int32; expected a floating-point dtype")
  }
}
