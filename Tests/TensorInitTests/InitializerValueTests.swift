import Foundation
import TensorInit
import TestSupport
import Testing

@Suite("Initializers are values")
struct InitializerValueTests {
  @Test("that are equal where their expressions are, with defaults written out")
  func equality() throws {
    #expect(try Initializer("normal(mean=0)") == .normal())
    #expect(try Initializer("knormal(nonlinearity=relu)") == .kaimingNormal(nonlinearity: .relu))
    #expect(Initializer.normal(std: 0.02) != .normal(std: 0.020_000_000_000_000_004))
    #expect(Initializer.constant(0) != .constant(-0.0))
    #expect(Initializer.constant(.nan) == .constant(.nan))
    #expect(Initializer.zeros != .constant(0))
    #expect(Initializer.unitNorm(of: .normal()) != .unitNorm(of: .uniform()))
    let set: Set<Initializer> = [.normal(), .uniform(), try Initializer("normal")]
    #expect(set.count == 2)
  }

  @Test("that differ from all others of the catalogue")
  func catalogue() throws {
    let examples = try Initializer.names.map {
      try Initializer(try #require(InitializerExamples.first(of: $0)).expression)
    }
    #expect(Set(examples).count == examples.count)
  }

  @Test("that are equal blocks only where names, sizes and initializers are")
  func blocks() {
    func blocks(_ parts: [(String, Int, Initializer)], axis: Int = 0) -> Initializer {
      .blocks(
        parts.map { TensorBlock(name: $0.0, size: $0.1, initializer: $0.2) }, axis: axis)
    }
    let all = [
      blocks([("q", 4, .zeros), ("k", 4, .ones)]),
      blocks([("q", 4, .zeros), ("k", 4, .ones)], axis: 1),
      blocks([("q", 4, .zeros), ("k", 3, .ones)]), blocks([("k", 4, .ones), ("q", 4, .zeros)]),
      // Names that look like something else.
      blocks([("q[4]: zeros; k", 4, .ones)]), blocks([("\"q\"", 4, .zeros), ("k", 4, .ones)]),
      blocks([]), blocks([("", 4, .zeros)]), blocks([("\"\"", 4, .zeros)]),
      // One letter in one code point and in two: two names.
      blocks([("\u{e9}", 4, .zeros)]), blocks([("e\u{301}", 4, .zeros)]),
      .unitNorm(of: blocks([("q", 4, .zeros)])),
      .normal().replacing([RowValues(0..<1, .zeros)]),
      .normal().replacing([RowValues(0..<2, .zeros)]),
      .normal().replacing([RowValues(0..<1, .ones)]), .normal(),
    ]
    for (first, initializer) in all.enumerated() {
      for (second, other) in all.enumerated() {
        #expect((initializer == other) == (first == second), "\(initializer) and \(other)")
        if first == second { #expect(initializer.hashValue == other.hashValue) }
      }
    }
  }

  struct Settings: Codable, Equatable {
    var weight: Initializer
    var shape: Shape
    var dtype: DType
  }

  @Test("that are coded as their expressions")
  func coding() throws {
    for name in Initializer.names {
      let expression = try #require(InitializerExamples.first(of: name)).expression
      let initializer = try Initializer(expression)
      let data = try JSONEncoder().encode([initializer])
      #expect(try JSONDecoder().decode([Initializer].self, from: data) == [initializer])
    }
    let settings = Settings(weight: .normal(std: 0.02), shape: [2, 3], dtype: .bfloat16)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(settings), as: UTF8.self)
    #expect(
      text == #"{"dtype":"bfloat16","shape":[2,3],"weight":"normal(mean=0.0, std=0.02)"}"#)
    #expect(try JSONDecoder().decode(Settings.self, from: Data(text.utf8)) == settings)
  }

  @Test(
    "of which one that can't be read says what an expression says",
    arguments: ["nromal", "normal(std=x)", ""])
  func decodingFaults(text: String) throws {
    let expected = #expect(throws: TensorInitError.self) { try Initializer(text) }
    let data = try JSONEncoder().encode([text])
    let error = #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Initializer].self, from: data)
    }
    guard case .dataCorrupted(let context) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(context.debugDescription == expected?.description)
    #expect(context.underlyingError as? TensorInitError == expected)
  }

  @Test("of which those that are keys of recipes can't be encoded")
  func encodingFaults() throws {
    let rows = Initializer.normal().replacing([RowValues(0..<1, .zeros)])
    let blocks = Initializer.blocks([TensorBlock(name: "q", size: 4, initializer: .zeros)])
    let deep = (0..<40).reduce(Initializer.ones) { inner, _ in .unitNorm(of: inner) }
    for initializer in [rows, blocks, .unitNorm(of: rows), deep] {
      let error = #expect(throws: EncodingError.self) { try JSONEncoder().encode(initializer) }
      guard case .invalidValue(_, let context) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(context.debugDescription.contains("can't be encoded"))
    }
  }
}
