public import TensorInit

/// A conversation in k: lines go in, the text that q would print comes out.
///
/// ```swift
/// let session = KSession(seed: 42)
/// _ = try session.evaluate("t:tensor 3 4#0e")
/// _ = try session.evaluate("normal(t;2;.5)")
/// print(try session.evaluate("tensor t") ?? "")
/// ```
public final class KSession {
  /// Where random numbers come from; `seed 42` in the session starts it anew.
  public let generator: Generator

  /// The status that the session asked to end with; `nil` while it goes on.
  public internal(set) var exitStatus: Int32?

  var variables: [String: KValue] = [:]
  var console = Console()
  /// What `show` printed since the line began.
  private var shown: [String] = []
  private var shownByteCount = 0

  /// A session that draws from this generator.
  public init(generator: Generator) {
    self.generator = generator
  }

  /// A session with this seed.
  public convenience init(seed: UInt64 = .random(in: .min ... .max)) {
    self.init(generator: Generator(seed: seed))
  }

  /// The names of the functions that reach tensors, in alphabetical order.
  public static var functionNames: [String] { LibraryFunctions.functions.keys.sorted() }

  /// The most bytes of a line.
  public static let maximumLineLength = 1 << 20

  /// Evaluates one line, of at most ``maximumLineLength`` bytes.
  ///
  /// - Returns: What q prints, lines separated by line breaks; `nil` for nothing.
  /// - Throws: What is wrong in the line; statements before the wrong one had their effect, the wrong
  ///   one's tensors are as they were. What they printed is the error's `printed`.
  public func evaluate(_ line: String) throws(KError) -> String? {
    guard line.utf8.count <= Self.maximumLineLength else {
      throw KError("limit: a line of more than \(Self.maximumLineLength) bytes")
    }
    let line = TypedLine.expression(line)
    shown = []
    shownByteCount = 0
    do throws(KError) {
      // What the parser makes of a character, at the most.
      try Workspace.require(byteCount: 512 * line.utf8.count)
      if line.hasPrefix("\\") {
        try SystemCommand.run(line, in: self)
      } else if let result = try Evaluator(session: self).result(of: line) {
        try show(result)
      }
    } catch {
      throw error.of(line: line, printed: printed)
    }
    return printed
  }

  /// Prints a value when the line has ended.
  func show(_ value: KValue) throws(KError) {
    try show(console.lines(of: value))
  }

  /// Prints lines when the line has ended.
  func show(_ lines: [String]) throws(KError) {
    shownByteCount += lines.reduce(0) { $0 + $1.utf8.count + MemoryLayout<String>.stride }
    // They are joined, and a line break added; the array of them grows by copies.
    try Workspace.require(byteCount: 4 * shownByteCount)
    shown += lines
  }

  private var printed: String? { shown.isEmpty ? nil : shown.joined(separator: "\n") }
}

/// Lines that begin with a backslash.
enum SystemCommand {
  static func run(_ line: String, in session: KSession) throws(KError) {
    let words = line.dropFirst().split(separator: " ")
    switch (words.first, words.dropFirst().map { Int($0) }) {
    case ("\\", []): session.exitStatus = 0
    case ("P", []): try session.show(["\(session.console.format.precision)i"])
    case ("P", let digits) where digits.count == 1 && digits[0].map((0...17).contains) == true:
      // 0 asks for all digits.
      session.console.format.precision = digits[0] == 0 ? 17 : digits[0] ?? 7
    case ("P", _): throw KError("P: expected a number of digits in 0..17", column: 0)
    case ("c", []): try session.show(["\(session.console.height) \(session.console.width)i"])
    case ("c", let size) where size.count == 2 && size.allSatisfy { $0.map { $0 > 0 } == true }:
      session.console.height = min(max(size[0] ?? 25, 10), 2000)
      session.console.width = min(max(size[1] ?? 80, 10), 2000)
    case ("c", _): throw KError("c: expected the console's rows and columns", column: 0)
    default: throw KError("nyi: \(line)", column: 0)
    }
  }
}
