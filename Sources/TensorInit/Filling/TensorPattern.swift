/// Which tensors are meant, by what is known of them without their memory.
///
/// ```swift
/// try model.initialize(.zeros, matching: "*.bias")
/// try model.initialize(.ones, matching: .regex(/layers\.\d+\.norm\.weight/))
/// try model.initialize(.orthogonal(), matching: .where { $0.moduleKind == "lstm" })
/// try model.initialize(.ones, matching: .buffers("*.running_var"))
/// ```
///
/// Parameters are meant, and buffers only by ``buffers(_:)`` or by their exact names: `*` leaves a count of
/// batches as it is.
public struct TensorPattern: CustomStringConvertible, Sendable {
  /// The pattern as it was written, for reports.
  public let description: String
  private let condition: @Sendable (TensorSpec) -> Bool
  private let isForBuffers: Bool
  /// The name of the buffers that are meant, too.
  private let exactName: ExactName?

  /// Names in which `*` stands for any code points, dots included, `?` for any one, and `[ab]`, `[a-b]` or
  /// `[!ab]` for one of those in brackets or of the others; a backslash before any of these is no part of
  /// the name and takes their meaning.
  ///
  /// A buffer is meant if its name is the text itself.
  public init(_ text: String) {
    let pattern = NamePattern(text)
    self.init(text, exactName: ExactName(text)) { pattern.matches($0.name) }
  }

  private init(
    _ description: String, isForBuffers: Bool = false, exactName: ExactName? = nil,
    _ condition: @escaping @Sendable (TensorSpec) -> Bool
  ) {
    self.description = description
    self.condition = condition
    self.isForBuffers = isForBuffers
    self.exactName = exactName
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
  /// - Parameters:
  ///   - description: What reports call the pattern.
  ///   - condition: Whether a tensor is meant.
  public static func `where`(
    _ description: String = "a condition", _ condition: @escaping @Sendable (TensorSpec) -> Bool
  ) -> TensorPattern {
    TensorPattern(description, condition)
  }

  /// The buffers that a pattern would mean if they were parameters, and no parameters.
  public static func buffers(_ pattern: TensorPattern) -> TensorPattern {
    guard !pattern.isForBuffers else { return pattern }
    return TensorPattern("buffers(\(pattern))", isForBuffers: true, pattern.condition)
  }

  /// Whether the tensor is meant.
  public func matches(_ tensor: TensorSpec) -> Bool {
    if tensor.isBuffer == isForBuffers { return condition(tensor) }
    return tensor.isBuffer && exactName == ExactName(tensor.name)
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
  ///   - pattern: Which tensors; buffers are reached by their exact names or by `.buffers`.
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
      let meansBuffers = candidates.contains { TensorPattern.buffers(pattern).matches($0.spec) }
      throw .inCall(
        initializer.name,
        .invalidArgument(
          argument: "the pattern", given: "'\(pattern)'",
          expected: meansBuffers
            ? "one that some parameter's name matches, or buffers(\(pattern))"
            : "one that some name matches; names are \(names)"))
    }
    try Plan.perform(
      matched.map { $0.job(initializer) }, using: generator, threads: threads)
  }
}
