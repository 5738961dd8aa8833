import Synchronization

/// Derives the values of a checkpoint's tensors again, and compares them with the file's bit by bit.
///
/// ```swift
/// let verifier = CheckpointVerifier(try CheckpointReader(path: "model.safetensors"))
/// let verdicts = try verifier.verify(recipe.tensors, using: Generator(seed: 42))
/// let isAsMade = verdicts.allSatisfy(\.isEqual)
/// ```
/// They are derived in parts, in the memory of a few caches, but for orthogonal and sparse tensors and those that draw
/// from PyTorch's generators, each of which is made whole.
public struct CheckpointVerifier: Sendable {
  private let reader: CheckpointReader

  /// A verifier of a checkpoint that is open; nothing of it is read yet.
  public init(_ reader: CheckpointReader) {
    self.reader = reader
  }

  /// What became of a tensor.
  public struct Verdict: Sendable {
    /// The tensor's name.
    public let name: String
    /// The shape that it should have; of those that nothing asks for, the file's.
    public let shape: Shape
    /// What comparing it with the file gave.
    public let outcome: Outcome

    /// Whether every bit is as it was derived.
    public var isEqual: Bool {
      if case .equal = outcome { true } else { false }
    }
  }

  /// What comparing a tensor with the file gave.
  public enum Outcome: Sendable, Equatable {
    /// Every bit is as it was derived.
    case equal
    /// Some elements differ in a bit.
    case different(ElementDifferences)
    /// The file doesn't have it.
    case missing
    /// Nothing says that the file should have it.
    case extra
    /// The file's tensor has another shape, this one.
    case otherShape(found: Shape)
    /// The dtype's name is the file's own.
    case otherDType(found: String, expected: DType)
    /// It should be another tensor under a second name.
    case notTied(to: String)
  }

  /// Derives tensors as ``CheckpointWriter/write(_:using:threads:progress:)`` writes them.
  ///
  /// - Parameters:
  ///   - tensors: All that the file should have, and how each was initialized.
  ///   - ties: Names of tensors that are others; a file may have them too, with the same bytes, or instead.
  ///   - generator: The generator from whose start they were drawn.
  ///   - threads: The most threads to use; `nil` for the standard number.
  ///   - progress: Called, by any thread but one at a time, with a tensor's name and the number of its bytes
  ///     compared since it was last called.
  /// - Returns: What became of each of `tensors`, and then of the file's others.
  /// - Throws: What an initializer throws of any of the tensors; `fileFailure` where the file can't be read.
  public func verify(
    _ tensors: [TensorDeclaration], ties: [(name: String, of: String)] = [],
    using generator: Generator, threads: Int? = nil,
    progress: (@Sendable (String, Int) -> Void)? = nil
  ) throws(TensorInitError) -> [Verdict] {
    var outcomes: [Outcome] = []
    // By the tensors' names, which those of the file may not have.
    var found: [ExactName: (stored: StoredTensor, tensor: Int)] = [:]
    let tied = Dictionary(grouping: ties) { ExactName($0.of) }
    var comparisons: [(tensor: Int, comparison: Comparison)] = []
    var jobs: [Job] = []
    for tensor in tensors {
      let spec = tensor.spec
      let name = ExactName(spec.name)
      let stored =
        reader[spec.name] ?? tied[name]?.lazy.compactMap { reader[$0.name] }.first
      if let stored { found[name] = (stored, outcomes.count) }
      let outcome = Self.outcome(of: stored, expected: spec)
      // What isn't compared is drawn all the same where others are drawn after it.
      if outcome == .equal || generator.algorithm.isSequential {
        let comparison = Comparison(
          reader: reader, stored: outcome == .equal ? stored : nil)
        comparisons.append((outcomes.count, comparison))
        jobs.append(
          try Job(tensor.initializer, spec, to: comparison, place: .name(spec.name)))
      }
      outcomes.append(outcome)
    }
    let report: (@Sendable (Int, Int) -> Void)? = progress.map { progress in
      let names = comparisons.map { tensors[$0.tensor].spec.name }
      return { job, byteCount in progress(names[job], byteCount) }
    }
    try Plan.perform(jobs, using: generator, threads: threads, progress: report)
    for (tensor, comparison) in comparisons where comparison.differences.count > 0 {
      outcomes[tensor] = .different(comparison.differences)
    }
    var verdicts = zip(tensors, outcomes).map {
      Verdict(name: $0.spec.name, shape: $0.spec.shape, outcome: $1)
    }
    let names = Set(tensors.map { ExactName($0.spec.name) })
    let targets = Dictionary(
      ties.map { (ExactName($0.name), $0.of) }, uniquingKeysWith: { first, _ in first })
    for other in reader.tensors where !names.contains(ExactName(other.name)) {
      var outcome = Outcome.extra
      if let target = targets[ExactName(other.name)],
        let (stored, tensor) = found[ExactName(target)]
      {
        // The other's values were compared under the tensor's name.
        if ExactName(stored.name) == ExactName(other.name) { continue }
        outcome =
          try reader.haveEqualElements(stored, other) ? outcomes[tensor] : .notTied(to: target)
      }
      verdicts.append(Verdict(name: other.name, shape: other.shape, outcome: outcome))
    }
    return verdicts
  }

  private static func outcome(of stored: StoredTensor?, expected: TensorSpec) -> Outcome {
    guard let stored else { return .missing }
    guard stored.shape == expected.shape else {
      return .otherShape(found: stored.shape)
    }
    guard stored.dtype == expected.dtype else {
      return .otherDType(found: stored.storedDType, expected: expected.dtype)
    }
    return .equal
  }
}

// MARK: - Comparing

/// Takes what is derived of a tensor, and compares it with what a file has.
private final class Comparison: Job.Sink, Sendable {
  private let reader: CheckpointReader
  /// `nil` where nothing is to be compared.
  private let stored: StoredTensor?
  private let found = Mutex(ElementDifferences())

  init(reader: CheckpointReader, stored: StoredTensor?) {
    self.reader = reader
    self.stored = stored
  }

  var differences: ElementDifferences { found.withLock(\.self) }
  var allowsParts: Bool { true }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(TensorInitError) {
    guard let stored, !bytes.isEmpty else { return }
    // So few that they stay in a cache.
    let most = min(bytes.count, 1 << 18)
    let buffer = try Storage(byteCount: most)
    var differences = ElementDifferences()
    for start in stride(from: 0, to: bytes.count, by: most) {
      let count = min(most, bytes.count - start)
      let derived = UnsafeRawBufferPointer(rebasing: bytes[start..<start + count])
      let read = UnsafeMutableRawBufferPointer(start: buffer.base, count: count)
      let place = offset + start
      try reader.read(bytes: place..<place + count, of: stored, into: read)
      let others = UnsafeRawBufferPointer(read)
      if !derived.areEqual(to: others) {
        differences.add(derived, others, stored.dtype, at: place)
      }
    }
    withExtendedLifetime(buffer) {}
    // Other threads compare other parts, of which the first difference may be known before this one's.
    if differences.count > 0 { found.withLock { $0.add(differences) } }
  }
}
