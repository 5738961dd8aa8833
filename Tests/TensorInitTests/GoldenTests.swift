import Foundation
import TensorInit
import Testing

/// The stream's contract as data: `Golden/stream-v1.tsv` holds, for each generator, initializer and
/// dtype, the first elements' bits and a hash of all of them.
///
/// `TENSOR_INIT_RECORD_GOLDEN=1` writes the file anew; that is right only with a new stream version.
@Suite("Golden values of stream version 1")
struct GoldenTests {
  struct Record: Sendable, CustomTestStringConvertible {
    let algorithm: Generator.Algorithm
    let expression: String
    let dtype: DType
    let hash: String
    let first: String
    var testDescription: String { "\(algorithm) \(expression) \(dtype)" }

    var line: String {
      [algorithm.rawValue, expression, dtype.rawValue, hash, first].joined(separator: "\t")
    }
  }

  static let expressions = [
    "uniform", "uniform(low=-0.1, high=0.1)", "uniform(low=2.5, high=7.25)",
    "uniform(low=-3, high=-1)", "normal", "normal(mean=1.5, std=0.3)", "log_normal(mean=0, std=1)",
    "trunc_normal", "trunc_normal(mean=0, std=1, low=3, high=4)",
    "trunc_normal(mean=0, std=1, low=-inf, high=0.5)",
    "trunc_normal(mean=0, std=1, low=0.5, high=0.51)",
    "trunc_normal(mean=0, std=1, low=6, high=inf)",
    "trunc_normal(mean=9, std=1, low=-1, high=2)", "exponential", "exponential(rate=4)", "cauchy",
    "cauchy(median=2, sigma=0.5)", "geometric(p=0.25)", "geometric(p=0.001)", "bernoulli",
    "bernoulli(p=0.1)", "random", "random(low=-3, high=100)", "random(low=0, high=90)",
    "random(low=0, high=3298534883328)", "xavier_uniform", "xavier_normal(gain=1.5)",
    "kaiming_uniform", "kaiming_normal(mode=fan_out, nonlinearity=tanh)",
    "sparse(sparsity=0.3, std=1)", "zeros", "ones", "constant(value=1)", "eye",
  ]
  static let algorithms = [Generator.Algorithm.ars, .philox]
  /// More than ten groups of 64 elements, and a part of one.
  static let shape: Shape = [26, 27]

  static let path = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Golden/stream-v1.tsv")

  static let records: [Record] = {
    let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: "\t").map(String.init)
      guard fields.count == 5, let algorithm = Generator.Algorithm(rawValue: fields[0]),
        let dtype = try? DType(named: fields[2])
      else { return nil }
      return Record(
        algorithm: algorithm, expression: fields[1], dtype: dtype, hash: fields[3],
        first: fields[4])
    }
  }()

  /// What this build gives; nil where the initializer is not defined on the dtype.
  static func record(
    _ algorithm: Generator.Algorithm, _ expression: String, _ dtype: DType
  ) -> Record? {
    let generator = Generator(algorithm: algorithm, seed: 42).stream(named: "golden")
    guard let initializer = try? Initializer(expression),
      let tensor = try? Tensor(zeros: shape, dtype: dtype),
      (try? tensor.initialize(initializer, using: generator)) != nil
    else { return nil }
    return tensor.withUnsafeMutableBytes { bytes in
      // FNV-1a of 64 bits.
      let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
        ($0 ^ UInt64($1)) &* 0x100_0000_01b3
      }
      let first = (0..<4).map { element in
        bytes[element * dtype.byteCount..<(element + 1) * dtype.byteCount].reversed()
          .map { String(format: "%02x", $0) }.joined()
      }
      return Record(
        algorithm: algorithm, expression: expression, dtype: dtype,
        hash: String(format: "%016lx", hash),
        first: first.joined(separator: " "))
    }
  }

  @Test("are given by this build on this machine", arguments: records)
  func golden(record: Record) {
    let found = Self.record(record.algorithm, record.expression, record.dtype)
    #expect(found?.line == record.line)
  }

  @Test("exist for every initializer on every dtype that it is defined on")
  func completeness() throws {
    let current = Self.algorithms.flatMap { algorithm in
      Self.expressions.flatMap { expression in
        DType.allCases.compactMap { Self.record(algorithm, expression, $0) }
      }
    }
    if ProcessInfo.processInfo.environment["TENSOR_INIT_RECORD_GOLDEN"] != nil {
      try Data(current.map { $0.line + "\n" }.joined().utf8).write(to: Self.path)
    }
    #expect(current.map(\.testDescription) == Self.records.map(\.testDescription))
    let names = Set(try Self.expressions.map { try Initializer($0).name })
    // A QR's last bits depend on the processor; dirac has a shape of its own and no bits.
    #expect(Set(Initializer.names).subtracting(names) == ["orthogonal", "dirac"])
  }
}
