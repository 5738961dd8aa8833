import Foundation
import TensorInit
import TestSupport

/// One line of the golden files: what is drawn, by what, and what it gives.
struct GoldenCase: Sendable {
  let algorithm: Generator.Algorithm
  let origin: Origin
  let shape: Shape
  let part: Part
  let expression: String
  let dtype: DType

  /// Where in a generator's streams the draws are.
  enum Origin: Sendable, CustomStringConvertible {
    /// At the start of the stream of a name.
    case stream(String)
    /// The initialization of this number of a name.
    case name(String, Int)
    /// At a position of the main stream of a seed.
    case position(UInt64, seed: UInt64)

    var description: String {
      switch self {
      case .stream(let name): "seed 42, stream \(name)"
      case .name(let name, let number): "seed 42, name \(name), initialization \(number)"
      case .position(let position, let seed): "seed \(seed), position \(position)"
      }
    }
  }

  /// Which elements of the tensor are made.
  enum Part: Sendable, CustomStringConvertible {
    case whole
    case elements(Range<Int>)
    case box([Range<Int>])

    var description: String {
      switch self {
      case .whole: "whole"
      case .elements(let elements): "elements \(elements)"
      case .box(let box): "box \(box.map { "\($0)" }.joined(separator: " "))"
      }
    }
  }

  static let heading = [
    "generator", "from", "shape", "part", "initializer", "dtype", "FNV-1a-64 of the bytes",
    "first elements' bits",
  ].joined(separator: "\t")

  /// What tells it from others.
  var key: String {
    [
      algorithm.rawValue, "\(origin)", shape.map(String.init).joined(separator: "x"), "\(part)",
      expression, dtype.rawValue,
    ].joined(separator: "\t")
  }

  /// The key of a file's line.
  static func key(of line: Substring) -> String {
    line.split(separator: "\t").prefix(6).joined(separator: "\t")
  }

  /// What this build gives; `nil` where the initializer is not defined on the shape and the dtype.
  var line: String? {
    guard let initializer = try? Initializer(expression),
      (try? initializer.check(shape: shape, dtype: dtype, for: algorithm)) != nil,
      let tensor = try? drawn(initializer)
    else { return nil }
    return tensor.withUnsafeMutableBytes { bytes in
      let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
        ($0 ^ UInt64($1)) &* 0x100_0000_01b3
      }
      let first = (0..<4).map { element in
        bytes[element * dtype.byteCount..<(element + 1) * dtype.byteCount].reversed()
          .map { String(format: "%02x", $0) }.joined()
      }
      return [key, String(format: "%016lx", hash), first.joined(separator: " ")]
        .joined(separator: "\t")
    }
  }

  private func drawn(_ initializer: Initializer) throws -> Tensor {
    let (region, sizes): (Region, Shape) =
      switch part {
      case .whole: (.all, shape)
      case .elements(let elements): (.elements(elements), [elements.count])
      case .box(let box): (.box(box), Shape(box.map(\.count)))
      }
    let tensor = try Tensor(zeros: sizes, dtype: dtype)
    switch origin {
    case .stream(let name):
      let generator = Generator(algorithm: algorithm, seed: 42).stream(named: name)
      try tensor.initialize(initializer, asRegion: region, of: shape, using: generator)
    case .name(let name, let number):
      let generator = Generator(algorithm: algorithm, seed: 42)
      let tensors: TensorDictionary = [name: tensor]
      for _ in 0..<number { try tensors.initialize(initializer, named: name, using: generator) }
    case .position(let position, let seed):
      var state = Generator(algorithm: algorithm, seed: seed).state
      for byte in 0..<8 { state[32 + byte] = UInt8(truncatingIfNeeded: position >> (8 * byte)) }
      try tensor.initialize(
        initializer, asRegion: region, of: shape, using: Generator(state: state))
    }
    return tensor
  }
}

extension GoldenCase {
  static let algorithms = Generator.Algorithm.allCases.filter { !$0.isSequential }

  /// One of each way to take words from the stream.
  static let typical = [
    "uniform", "normal", "random", "bernoulli(p=0.1)", "sparse(sparsity=0.3, std=1)",
  ]

  /// All that there is; the golden files have each of them on which its initializer is defined.
  static let all: [GoldenCase] = {
    var cases: [GoldenCase] = []
    func add(
      _ expressions: [String], _ origin: Origin, _ shape: Shape, _ part: Part = .whole,
      dtypes: [DType] = DType.allCases
    ) {
      for algorithm in algorithms {
        for expression in expressions {
          for dtype in dtypes {
            cases.append(
              GoldenCase(
                algorithm: algorithm, origin: origin, shape: shape, part: part,
                expression: expression, dtype: dtype))
          }
        }
      }
    }
    let golden = Origin.stream("golden")
    // More than ten groups of 64 elements, and a part of one.
    add(InitializerExamples.elementwise + InitializerExamples.structured, golden, [26, 27])
    add(
      InitializerExamples.elementwise + InitializerExamples.structured, golden, [61, 53],
      .box([7..<59, 5..<22]))
    add(typical, golden, [61, 53], .elements(200..<2999))
    add(typical, golden, [9, 8, 7, 13], .box([1..<8, 2..<8, 3..<6, 5..<8]))
    add(InitializerExamples.convolutional, golden, [4, 3, 5, 2])
    add(
      InitializerExamples.convolutional, golden, [4, 3, 5, 2], .box([1..<4, 0..<3, 1..<4, 0..<2]))
    add(InitializerExamples.vectors, golden, [300])
    add(InitializerExamples.vectors, golden, [300], .elements(17..<200))
    add(InitializerExamples.positions, golden, [26, 64])
    add(InitializerExamples.positions, golden, [61, 54], .box([7..<59, 5..<32]))
    add(
      InitializerExamples.positions, golden, [2_000_000, 8], .elements(15_999_003..<16_000_000))
    for shape: Shape in [
      [27, 27], [70, 31], [31, 70], [150, 130], [130, 150], [300, 40], [40, 300],
    ] {
      add(["orthogonal"], golden, shape)
    }
    add(["orthogonal"], golden, [300, 40], .box([17..<290, 3..<22]))
    add(["orthogonal"], golden, [40, 300], .box([3..<22, 17..<290]))
    add(["sparse(sparsity=0.3, std=1)", "sparse(sparsity=0.9, std=0.01)"], golden, [130, 20])
    for number in [1, 2, 3, 300] {
      add(typical, .name("golden", number), [26, 27], dtypes: [.float32, .float64, .int64])
    }
    add(typical, .name("größer", 2), [26, 27], dtypes: [.float32])
    add(typical, .name("", 2), [26, 27], dtypes: [.float32])
    add(typical, .stream("größer"), [26, 27], dtypes: [.float32])
    for (position, seed): (UInt64, UInt64) in [
      (0, 0), (64, 1), (1 << 33, .max), (1 << 62 - 1024, 0x0123_4567_89ab_cdef),
    ] {
      add(
        typical, .position(position, seed: seed), [26, 27], dtypes: [.float32, .float64, .int64])
    }
    return cases
  }()
}
