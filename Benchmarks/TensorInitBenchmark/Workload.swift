import Foundation
import TensorInit

/// One initializer on a tensor of one dtype and size.
struct Workload {
  let initializer: Initializer
  let dtype: DType
  let shape: Shape

  /// The workloads to measure; those that the library refuses, as a law of real numbers on integers,
  /// are left out unless they were asked for by name.
  static func all(expressions: [String], dtypes: [DType], sizes: [Int]) throws -> [Workload] {
    let texts = expressions.isEmpty ? Initializer.names.map(exampleExpression) : expressions
    return try texts.flatMap { text in
      let initializer = try Initializer(text)
      return dtypes.flatMap { dtype in
        sizes.map { size in
          Workload(
            initializer: initializer, dtype: dtype,
            shape: shape(for: initializer, elements: size))
        }
      }
      .filter { !expressions.isEmpty || $0.isDefined }
    }
  }

  private var isDefined: Bool {
    guard let tensor = try? Tensor(zeros: shape.map { $0 == 0 ? 0 : 1 }, dtype: dtype) else {
      return false
    }
    return (try? tensor.initialize(initializer, using: Generator(seed: 0))) != nil
  }

  /// The expression with arguments where the initializer requires some.
  private static func exampleExpression(_ name: String) -> String {
    switch name {
    case "constant": "constant(value=0.5)"
    case "geometric": "geometric(p=0.25)"
    case "random": "random(low=0, high=1000)"
    case "sparse": "sparse(sparsity=0.1)"
    default: name
    }
  }

  /// A square matrix, or for dirac a convolution's weight, of about so many elements.
  private static func shape(for initializer: Initializer, elements: Int) -> Shape {
    if initializer.name == "dirac" {
      let channels = max(1, Int((Double(elements) / 4).squareRoot()))
      return [channels, channels, 4]
    }
    // A QR factorization of as many elements as a fill has would take minutes.
    let limit = initializer.name == "orthogonal" ? 1 << 20 : elements
    let rows = 1 << (min(elements, limit).trailingZeroBitCount / 2)
    return [rows, min(elements, limit) / rows]
  }

  /// Alternates the fill with a memset of the same memory.
  func measure(
    _ algorithm: Generator.Algorithm, threads: Int, runs: Int
  ) throws -> Measurement {
    let tensor = try Tensor(zeros: shape, dtype: dtype)
    let generator = Generator(algorithm: algorithm, seed: 42)
    let clock = ContinuousClock()
    // Repetitions make a small fill long enough for the clock.
    let repetitions = max(1, (1 << 16) / max(1, tensor.byteCount))
    var fills: [Double] = []
    var memsets: [Double] = []
    for run in 0...runs {
      let fill = try clock.measure {
        for _ in 0..<repetitions {
          try tensor.initialize(initializer, using: generator, threads: threads)
        }
      }
      let memset = clock.measure {
        for repetition in 0..<repetitions {
          tensor.withUnsafeMutableBytes { bytes in
            _ = bytes.initializeMemory(as: UInt8.self, repeating: UInt8(1 + repetition % 2))
          }
        }
      }
      // The first run finds cold pages and an idle processor.
      if run > 0 {
        fills.append(fill / .seconds(Double(repetitions)))
        memsets.append(memset / .seconds(Double(repetitions)))
      }
    }
    return Measurement(
      workload: self, generator: algorithm.rawValue, threads: threads, fills: fills,
      memsets: memsets)
  }
}
