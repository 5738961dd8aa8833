import Foundation
import TensorInit

/// What PyTorch's layers hold when they are made, as `Scripts/make-module-table.py` writes it.
enum ModuleTable {
  struct Row: Sendable {
    let name: String
    let role: String
    let dtype: String
    let shape: [Int]
    let law: Law
    /// Which draws of the layer wrote the tensor, counted from 0 over all random tensors.
    let draws: [Int]
    /// FNV-1a of the tensor's bytes after `torch.manual_seed(42)`.
    let hash: String
  }

  enum Law: Sendable, Hashable {
    case uniform(low: Double, high: Double)
    case normal(mean: Double, std: Double)
    case constant(Double)
  }

  struct Fault: Error {
    let line: String
  }

  /// The rows of each layer by the words that make it in PyTorch.
  static func read() throws -> [String: [Row]] {
    var rows: [String: [Row]] = [:]
    for fields in try lines(of: "pytorch-2.13.0.tsv", fields: 10) {
      // A layer without tensors has one line without a name.
      rows[fields[0], default: []] += fields[1].isEmpty ? [] : [try row(fields)]
    }
    return rows
  }

  /// How PyTorch prints each layer, by the words that make it there.
  static func texts() throws -> [String: String] {
    try lines(of: "pytorch-2.13.0-texts.tsv", fields: 2).reduce(into: [:]) {
      $0[$1[0]] = $1[1].replacing("\\n", with: "\n")
    }
  }

  private static func lines(of file: String, fields count: Int) throws -> [[String]] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("ModuleTable/\(file)")
    return try String(contentsOf: path, encoding: .utf8).split(separator: "\n").map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == count else { throw Fault(line: String(line)) }
      return fields
    }
  }

  private static func row(_ fields: [String]) throws -> Row {
    Row(
      name: fields[1], role: fields[2], dtype: fields[3],
      shape: try fields[4].split(separator: "x").map { try number(Int($0), fields) },
      law: try law(fields),
      draws: try fields[8].split(separator: ",").map { try number(Int($0), fields) },
      hash: fields[9])
  }

  private static func law(_ fields: [String]) throws -> Law {
    let first = try number(Double(fields[6]), fields)
    return switch fields[5] {
    case "uniform": .uniform(low: first, high: try number(Double(fields[7]), fields))
    case "normal": .normal(mean: first, std: try number(Double(fields[7]), fields))
    case "constant": .constant(first)
    default: throw Fault(line: fields.joined(separator: "\t"))
    }
  }

  private static func number<Number>(_ value: Number?, _ fields: [String]) throws -> Number {
    guard let value else { throw Fault(line: fields.joined(separator: "\t")) }
    return value
  }
}
