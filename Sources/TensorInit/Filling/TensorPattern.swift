/// Which tensors are meant, by what is known of them without their memory.
///
/// ```swift
/// try model.initialize(.zeros, matching: "*.bias")
/// try model.initialize(.ones, matching: .regex(/layers\.\d+\.norm\.weight/))
/// try model.initialize(.orthogonal(), matching: .where { $0.moduleKind == "lstm" })
/// ```
public struct TensorPattern: CustomStringConvertible, Sendable {
  /// The pattern as it was written, for reports.
  public let description: String
  private let condition: @Sendable (TensorSpec) -> Bool

  /// Names in which `*` stands for any code points, dots included, `?` for any one, and `[ab]`, `[a-b]` or
  /// `[!ab]` for one of those in brackets or of the others; a backslash before any of these is no part of
  /// the name and takes their meaning.
  public init(_ text: String) {
    description = text
    let pattern = NamePattern(text)
    condition = { pattern.matches($0.name) }
  }

  private init(_ description: String, _ condition: @escaping @Sendable (TensorSpec) -> Bool) {
    self.description = description
    self.condition = condition
  }

  /// Names that a regular expression matches as a whole, code point by code point.
  ///
  /// - Parameter expression: Any number of threads may use it at once, so its transforms must have no effects.
  public static func regex(_ expression: Regex<some Any>) -> TensorPattern {
    let pattern = expression._literalPattern.map { "/\($0)/" } ?? "a regular expression"
    // A value that matching leaves as it is, unless its own transforms have effects.
    nonisolated(unsafe) let expression = expression.matchingSemantics(.unicodeScalar)
    return TensorPattern(pattern) { $0.name.wholeMatch(of: expression) != nil }
  }

  /// Tensors that fulfil a condition on name, shape, dtype and the kind of their module.
  ///
  /// - Parameter description: What reports call the pattern.
  public static func `where`(
    _ description: String = "a condition", _ condition: @escaping @Sendable (TensorSpec) -> Bool
  ) -> TensorPattern {
    TensorPattern(description, condition)
  }

  /// Whether the tensor is meant; a buffer never is.
  public func matches(_ tensor: TensorSpec) -> Bool {
    !tensor.isBuffer && condition(tensor)
  }
}

extension TensorPattern: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) {
    self.init(text)
  }
}

extension NamedTensors {
  /// Gives the elements of the tensors that a pattern means new values; the others stay as they are.
  ///
  /// - Parameters:
  ///   - initializer: How; it reads each tensor's shape and dtype.
  ///   - pattern: Which tensors; of a module, only parameters are reached.
  ///   - generator: Where random numbers come from; each tensor draws from the stream of its name.
  ///   - threads: The most threads to use; `nil` for the standard number.
  /// - Throws: `invalidArgument` for a pattern that no tensor matches, and what the initializer throws of
  ///   any of the tensors; then nothing was written.
  public func initialize(
    _ initializer: Initializer, matching pattern: TensorPattern,
    using generator: Generator = .default, threads: Int? = nil
  ) throws(TensorInitError) {
    let candidates = namedTensors
    let matched = candidates.filter { pattern.matches($0.spec) }
    guard !matched.isEmpty else {
      let names = Names.list(candidates.map(\.name))
      throw .inCall(
        initializer.name,
        .invalidArgument(
          argument: "the pattern", given: "'\(pattern)'",
          expected: "one that some name matches; names are \(names)"))
    }
    try Plan.perform(
      matched.map { $0.job(initializer) }, using: generator, threads: threads)
  }
}
