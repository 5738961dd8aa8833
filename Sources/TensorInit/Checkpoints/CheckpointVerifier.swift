#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif
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

  public init(_ reader: CheckpointReader) {
    self.reader = reader
  }

  /// What became of a tensor.
  public struct Verdict: Sendable {
    /// The tensor's name.
    public let name: String
    public let outcome: Outcome

    public var isEqual: Bool {
      if case .equal = outcome { true } else { false }
    }
  }

  public enum Outcome: Sendable, Equatable {
    /// Every bit is as it was derived.
    case equal
    case different(Difference)
    /// The file doesn't have it.
    case missing
    /// Nothing says that the file should have it.
    case extra
    case otherShape(found: Shape, expected: Shape)
    /// The dtype's name is the file's own.
    case otherDType(found: String, expected: DType)
    /// It should be another tensor under a second name.
    case notTied(to: String)
  }

  /// How a tensor's elements differ from those that were derived.
  public struct Difference: Sendable, Equatable {
    /// How many elements differ in a bit.
    public internal(set) var count: Int
    /// How many there are.
    public let elementCount: Int
    /// The place of the first of them, a number for each dimension.
    public internal(set) var first: [Int]
    /// The largest difference between numbers; nan where only one of the two is a number.
    public internal(set) var largest: Double
  }

  /// Derives tensors as ``CheckpointWriter/write(_:using:threads:progress:)`` writes them.
  ///
  /// - Parameters:
  ///   - tensors: All that the file should have, and how each was initialized.
  ///   - ties: Names of tensors that are others; a file may have them too, with the same bytes.
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
    var comparisons: [(tensor: Int, comparison: Comparison)] = []
    var jobs: [Job] = []
    for tensor in tensors {
      let spec = tensor.spec
      let stored = reader[spec.name]
      let outcome = Self.outcome(of: stored, expected: spec)
      // What isn't compared is drawn all the same where others are drawn after it.
      if outcome == .equal || generator.algorithm.isSequential {
        let comparison = Comparison(
          reader: reader, stored: outcome == .equal ? stored : nil, dtype: spec.dtype)
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
    for (tensor, comparison) in comparisons {
      guard let found = comparison.difference else { continue }
      outcomes[tensor] = .different(
        Difference(
          count: found.count, elementCount: found.elementCount,
          first: tensors[tensor].spec.shape.place(of: found.first), largest: found.largest))
    }
    var verdicts = zip(tensors, outcomes).map { Verdict(name: $0.spec.name, outcome: $1) }
    verdicts += try others(than: tensors, ties: ties)
    return verdicts
  }

  private static func outcome(of stored: StoredTensor?, expected: TensorSpec) -> Outcome {
    guard let stored else { return .missing }
    guard stored.shape == expected.shape else {
      return .otherShape(found: stored.shape, expected: expected.shape)
    }
    guard stored.dtype == expected.dtype else {
      return .otherDType(found: stored.storedDType, expected: expected.dtype)
    }
    return .equal
  }

  /// The file's tensors that are none of these.
  private func others(
    than tensors: [TensorDeclaration], ties: [(name: String, of: String)]
  ) throws(TensorInitError) -> [Verdict] {
    let names = Set(tensors.map { ExactName($0.spec.name) })
    let targets = Dictionary(
      ties.map { (ExactName($0.name), $0.of) }, uniquingKeysWith: { first, _ in first })
    var verdicts: [Verdict] = []
    for tensor in reader.tensors where !names.contains(ExactName(tensor.name)) {
      guard let target = targets[ExactName(tensor.name)] else {
        verdicts.append(Verdict(name: tensor.name, outcome: .extra))
        continue
      }
      let isTied = try reader[target].map { other throws(TensorInitError) in
        try reader.haveEqualElements(tensor, other)
      }
      verdicts.append(
        Verdict(name: tensor.name, outcome: isTied ?? false ? .equal : .notTied(to: target)))
    }
    return verdicts
  }
}

// MARK: - Comparing

/// Takes what is derived of a tensor, and compares it with what a file has.
private final class Comparison: Job.Sink, Sendable {
  struct Difference: Sendable {
    var count = 0
    let elementCount: Int
    var first: Int
    var largest = 0.0
  }

  private let reader: CheckpointReader
  /// `nil` where nothing is to be compared.
  private let stored: StoredTensor?
  private let dtype: DType
  private let found = Mutex<Difference?>(nil)

  init(reader: CheckpointReader, stored: StoredTensor?, dtype: DType) {
    self.reader = reader
    self.stored = stored
    self.dtype = dtype
  }

  var difference: Difference? { found.withLock { $0 } }
  var allowsParts: Bool { true }

  /// So few that they stay in a cache.
  private static let comparedAtOnce = 1 << 18

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(TensorInitError) {
    guard let stored, let derived = bytes.baseAddress else { return }
    let buffer = try Storage(byteCount: min(bytes.count, Self.comparedAtOnce))
    for start in stride(from: 0, to: bytes.count, by: Self.comparedAtOnce) {
      let count = min(Self.comparedAtOnce, bytes.count - start)
      let range = offset + start..<offset + start + count
      try reader.read(
        bytes: range, of: stored,
        into: UnsafeMutableRawBufferPointer(start: buffer.base, count: count))
      if !areEqual(derived + start, buffer.base, count: count) {
        note(derived + start, buffer.base, elements: range, of: stored)
      }
    }
    withExtendedLifetime(buffer) {}
  }

  private func note(
    _ derived: UnsafeRawPointer, _ read: UnsafeRawPointer, elements bytes: Range<Int>,
    of stored: StoredTensor
  ) {
    let size = dtype.byteCount
    var own: Difference?
    for element in 0..<bytes.count / size
    where !areEqual(derived + element * size, read + element * size, count: size) {
      let numbers = [derived, read].map { dtype.number(element, of: $0) }
      var difference =
        own
        ?? Difference(
          elementCount: stored.byteCount / size, first: bytes.lowerBound / size + element)
      difference.count += 1
      difference.largest = larger(difference.largest, abs(numbers[0] - numbers[1]))
      own = difference
    }
    guard let own else { return }
    found.withLock { found in
      guard var other = found else {
        found = own
        return
      }
      other.count += own.count
      other.first = min(other.first, own.first)
      other.largest = larger(other.largest, own.largest)
      found = other
    }
  }
}

private func areEqual(
  _ first: UnsafeRawPointer, _ second: UnsafeRawPointer, count: Int
) -> Bool {
  memcmp(first, second, count) == 0
}

/// The larger of two numbers, where nan is larger than all.
private func larger(_ first: Double, _ second: Double) -> Double {
  first.isNaN || second.isNaN ? .nan : max(first, second)
}

extension Shape {
  /// The place of an element, by its number in row-major order.
  fileprivate func place(of element: Int) -> [Int] {
    var rest = element
    var place: [Int] = []
    for size in reversed() {
      place.append(rest % size)
      rest /= size
    }
    return place.reversed()
  }
}

extension CheckpointReader {
  /// Whether two tensors have the same shape, dtype and bytes.
  func haveEqualElements(
    _ first: StoredTensor, _ second: StoredTensor
  ) throws(TensorInitError) -> Bool {
    guard first.shape == second.shape, first.storedDType == second.storedDType else { return false }
    let room = min(first.byteCount, 1 << 20)
    let buffers = (try Storage(byteCount: room), try Storage(byteCount: room))
    for start in stride(from: 0, to: first.byteCount, by: max(1, room)) {
      let part = start..<min(start + room, first.byteCount)
      for (tensor, buffer) in [(first, buffers.0), (second, buffers.1)] {
        try read(
          bytes: part, of: tensor,
          into: UnsafeMutableRawBufferPointer(start: buffer.base, count: part.count))
      }
      guard areEqual(buffers.0.base, buffers.1.base, count: part.count) else { return false }
    }
    return true
  }
}
