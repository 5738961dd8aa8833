/// The versions of the contract between a seed and the values that ars and philox give.
///
/// `StreamVersions.md` says what a version promises.
extension Generator {
  /// The version of generators that are made without one.
  public static let streamVersion = 1

  /// Every version that there is, the oldest first; none is ever taken away.
  public static let streamVersions = [1]

  /// The version that the values are of; `nil` of torch and ktorch, whose values are PyTorch's.
  public var streamVersion: Int? { algorithm.isSequential ? nil : Self.streamVersion }

  /// A generator at the start of what an algorithm makes of `seed`, in a version of the stream that stays whatever
  /// later ones bring.
  ///
  /// ```swift
  /// let generator = try Generator(seed: 42, streamVersion: 1)
  /// ```
  ///
  /// - Parameters:
  ///   - algorithm: ars or philox.
  ///   - seed: Any number.
  ///   - streamVersion: One of ``streamVersions``.
  /// - Throws: `invalidArgument` for a version that there isn't, and for any with torch or ktorch, which follow
  ///   PyTorch and have none.
  public convenience init(
    algorithm: Algorithm = .standard, seed: UInt64, streamVersion: Int
  ) throws(TensorInitError) {
    guard !algorithm.isSequential else {
      throw .invalidArgument(
        argument: "the stream version", given: "\(streamVersion) of generator \(algorithm)",
        expected: "none, as it gives PyTorch's values; ars and philox have versions")
    }
    guard Self.streamVersions.contains(streamVersion) else {
      let known = Self.streamVersions.map(String.init).joined(separator: ", ")
      throw .invalidArgument(
        argument: "the stream version", given: "\(streamVersion)",
        expected: "one of those that are known: \(known)")
    }
    self.init(algorithm: algorithm, seed: seed)
  }
}
