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
  var shown: [String] = []

  /// A session that draws from this generator.
  public init(generator: Generator) {
    self.generator = generator
  }

  /// A session with this seed.
  public convenience init(seed: UInt64 = .random(in: .min ... .max)) {
    self.init(generator: Generator(seed: seed))
  }

  /// Evaluates one line.
  ///
  /// - Returns: What q prints, lines separated by line breaks; `nil` for nothing.
  /// - Throws: What is wrong in the line; statements before the wrong one had their effect, the wrong
  ///   one's tensors are as they were. What they printed is the error's `printed`.
  public func evaluate(_ line: String) throws(KError) -> String? {
    let line = TypedLine.expression(line)
    shown = []
    do throws(KError) {
      if line.hasPrefix("\\") {
        try SystemCommand.run(line, in: self)
      } else if let result = try Evaluator(session: self).result(of: line) {
        shown += console.lines(of: result)
      }
    } catch {
      throw error.of(line: line, printed: printed)
    }
    return printed
  }

  private var printed: String? { shown.isEmpty ? nil : shown.joined(separator: "\n") }
}
