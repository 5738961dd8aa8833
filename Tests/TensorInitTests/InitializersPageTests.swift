import Foundation
import TensorInit
import TestSupport
import Testing

/// The calls on the page Initializers.md: expressions stand in the columns "here", Swift's in the column "Swift".
@Suite("The page of initializers")
struct InitializersPageTests {
  /// A row of the tables by its columns' titles.
  private typealias Row = [Substring: Substring]

  private static let rows: [Row] = {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/TensorInit/TensorInit.docc/Initializers.md")
    guard let text = try? String(contentsOf: page, encoding: .utf8) else { return [] }
    var titles: [Substring] = []
    var rows: [Row] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("| ") else {
        if !line.hasPrefix("|---") { titles = [] }
        continue
      }
      let cells = line.dropFirst(2).dropLast(2).split(separator: " | ")
      if titles.isEmpty {
        titles = cells
      } else {
        rows.append(Dictionary(zip(titles, cells)) { first, _ in first })
      }
    }
    return rows
  }()

  /// What stands between backticks.
  private static func code(in cell: Substring) -> [String] {
    cell.matches(of: /`([^`]+)`/).map { String($0.output.1) }
  }

  /// The expressions of a row, none where it says that there is none.
  private static func expressions(of row: Row) -> [String] {
    guard let cell = row["here"], !cell.hasPrefix("none, as") else { return [] }
    return code(in: cell)
  }

  /// Shapes of which each initializer takes one.
  private static let shapes: [Shape] = [[8], [8, 6], [8, 6, 4], [8, 6, 4, 4]]

  private static func values(_ initializer: Initializer) -> [Shape: [Double]] {
    var values: [Shape: [Double]] = [:]
    for shape in shapes {
      guard let tensor = try? Tensor(zeros: shape),
        (try? tensor.initialize(initializer, using: Generator(seed: 42))) != nil
      else { continue }
      values[shape] = tensor.doubles()
    }
    return values
  }

  @Test("has calls that initialize tensors")
  func calls() throws {
    let expressions = Self.rows.flatMap(Self.expressions)
    try #require(expressions.count > 100)
    for expression in expressions {
      let initializer = try Initializer(expression)
      #expect(!Self.values(initializer).isEmpty, "\(expression)")
    }
  }

  @Test("has every initializer of the package, named as such")
  func names() {
    let named = Self.rows.filter { $0["Swift"] != nil }.flatMap(Self.expressions)
    let names = named.map { String($0.prefix { $0 != "(" }) }
    #expect(Set(names) == Set(Initializer.names))
  }

  @Test("has for each row Swift's call of the same values")
  func swift() throws {
    let rows = Self.rows.filter { $0["Swift"] != nil }
    let calls = Dictionary(uniqueKeysWithValues: Self.swiftCalls.map { ($0.text, $0.initializer) })
    #expect(Set(rows.compactMap { $0["Swift"] }.flatMap(Self.code)) == Set(calls.keys))
    for row in rows {
      let expression = try #require(Self.expressions(of: row).first)
      let text = try #require(row["Swift"].flatMap { Self.code(in: $0).first })
      let initializer = try #require(calls[text])
      let isSame = Self.values(initializer) == Self.values(try Initializer(expression))
      #expect(isSame, "\(text), \(expression)")
    }
  }

  private static let swiftCalls: [(text: String, initializer: Initializer)] = [
    (".zeros", .zeros), (".ones", .ones), (".constant(0.1)", .constant(0.1)), (".eye", .eye),
    (".dirac()", .dirac()), (".uniform()", .uniform()), (".normal()", .normal()),
    (".truncatedNormal()", .truncatedNormal()),
    (".truncatedNormal(std: 0.02, cut: 3)", .truncatedNormal(std: 0.02, cut: 3)),
    (".truncatedNormal(std: 0.01, cut: 2)", .truncatedNormal(std: 0.01, cut: 2)),
    (".varianceScaling()", .varianceScaling()), (".xavierUniform()", .xavierUniform()),
    (".xavierNormal()", .xavierNormal()), (".kaimingUniform()", .kaimingUniform()),
    (".kaimingNormal()", .kaimingNormal()), (".lecunUniform()", .lecunUniform()),
    (".lecunNormal()", .lecunNormal()), (".glorotUniform()", .glorotUniform()),
    (".glorotNormal()", .glorotNormal()), (".heUniform()", .heUniform()),
    (".heNormal()", .heNormal()), (".orthogonal()", .orthogonal()),
    (".deltaOrthogonal()", .deltaOrthogonal()), (".icnr()", .icnr()), (".unitNorm()", .unitNorm()),
    (".sparse(sparsity: 0.1)", .sparse(sparsity: 0.1)), (".cauchy()", .cauchy()),
    (".exponential()", .exponential()), (".geometric(p: 0.5)", .geometric(p: 0.5)),
    (".logNormal()", .logNormal()), (".random()", .random()), (".bernoulli()", .bernoulli()),
    (".arange()", .arange()), (".logArange()", .logArange()),
    (".ropeInverseFrequencies()", .ropeInverseFrequencies()), (".sinusoidal()", .sinusoidal()),
    (".bilinear", .bilinear), (".priorBias()", .priorBias()),
    (".logUniform(low: 0.001, high: 0.1)", .logUniform(low: 0.001, high: 0.1)),
    (".inverseSoftplusLogUniform()", .inverseSoftplusLogUniform()),
    (".logOfUniform(low: 1, high: 16)", .logOfUniform(low: 1, high: 16)), (".siren()", .siren()),
  ]
}
