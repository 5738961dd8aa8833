import Foundation
import TensorInit
import Testing

/// What PyTorch itself gave once: `Scripts/make-pytorch-golden.py` wrote it.
struct GoldenRecord: Decodable, Sendable, CustomTestStringConvertible {
  let op: String
  let dt: String
  let seed: String
  let shape: Shape
  let args: [String: Argument]
  /// The bits of the first and last elements, 4 of each or all.
  let head: [String]
  let tail: [String]
  /// FNV-1a of 64 bits of all bytes.
  let fnv: String
  /// The next word of the generator, which tells how many were drawn.
  let next32: String

  enum Argument: Decodable, Sendable {
    case number(Double)
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }
  }

  var testDescription: String { "\(op) \(dt) \(shape) seed \(seed)" }

  static let all: [GoldenRecord] = {
    struct File: Decodable {
      let records: [GoldenRecord]
    }
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Golden/pytorch-2.13.json")
    return (try? JSONDecoder().decode(File.self, from: Data(contentsOf: path)).records) ?? []
  }()

  func number(_ name: String) throws -> Double {
    guard case .number(let number) = try #require(args[name]) else {
      throw DecodingError.valueNotFound(
        Double.self, .init(codingPath: [], debugDescription: name))
    }
    return number
  }

  var dtype: DType {
    get throws {
      let names = [
        "f32": "float32", "f64": "float64", "f16": "float16", "bf16": "bfloat16", "i64": "int64",
        "i32": "int32", "i16": "int16", "i8": "int8", "u8": "uint8", "bool": "bool",
      ]
      return try DType(named: try #require(names[dt]))
    }
  }

  /// What gives the record's elements, where that is one initializer.
  var initializer: Initializer? {
    get throws {
      switch op {
      case "uniform": .uniform(low: try number("a"), high: try number("b"))
      case "normal": .normal(mean: try number("mean"), std: try number("std"))
      case "log_normal": .logNormal(mean: try number("mean"), std: try number("std"))
      case "exponential": .exponential(rate: try number("lam"))
      case "cauchy": .cauchy(median: try number("median"), sigma: try number("sigma"))
      case "geometric": .geometric(p: try number("p"))
      case "bernoulli": .bernoulli(p: try number("p"))
      case "trunc_normal":
        .truncatedNormal(
          mean: try number("mean"), std: try number("std"), low: try number("a"),
          high: try number("b"))
      case "random_full": .random()
      case "random_from_to":
        .random(low: Int64(try number("lo")), high: Int64(try number("hi")))
      case "xavier_uniform": .xavierUniform()
      case "xavier_normal": .xavierNormal()
      case "kaiming_uniform": .kaimingUniform(slope: try number("a"))
      case "kaiming_normal": .kaimingNormal(nonlinearity: .relu, mode: .fanOut)
      case "sparse": .sparse(sparsity: try number("sparsity"))
      case "uniform_strided": .uniform(low: -1, high: 1)
      default: nil
      }
    }
  }
}
