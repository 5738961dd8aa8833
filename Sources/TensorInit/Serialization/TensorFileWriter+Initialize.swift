internal import Dispatch
import Synchronization

extension TensorFileWriter {
  /// Initializes one tensor straight into the file.
  ///
  /// The bytes are those of a tensor that is initialized and then written. Elements that don't depend
  /// on each other are computed and written in parts that fit the processor's caches, and take next to
  /// no memory however large the tensor is.
  ///
  /// - Parameters:
  ///   - initializer: How.
  ///   - name: Which of the file's tensors.
  ///   - generator: Where random numbers come from.
  ///   - threads: The most threads to use; `nil` for the standard number.
  ///   - progress: Called, by any thread but one at a time, with the number of bytes written since it
  ///     was last called.
  /// - Throws: As `Tensor.initialize` and ``write(_:named:)`` do.
  public func write(
    _ initializer: Initializer, named name: String, using generator: Generator = .default,
    threads: Int? = nil, progress: (@Sendable (Int) -> Void)? = nil
  ) throws(TensorInitError) {
    let index = try indexOfUnwritten(name)
    let entry = entries[index]
    let threads = try Threads.count(threads)
    let fill = try initializer.fill(
      for: entry.shape, entry.dtype, from: generator.algorithm)
    if fill.isElementwise, layout.checksum(beforeDataOf: index) == nil {
      let count = entry.shape.checkedElementCount
      let draws = try generator.draws(count: fill.isRandom ? count : 0)
      let parts = FillParts(
        fill: fill, dtype: entry.dtype, draws: draws, count: count, file: file.contents,
        offset: layout.dataOffsets[index], progress: progress)
      try parts.write(threads: threads)
      markWritten(index)
    } else {
      let tensor = try Tensor(uninitialized: entry.shape, dtype: entry.dtype)
      try tensor.initialize(initializer, using: generator, threads: threads)
      try write(tensor, named: name)
      progress?(tensor.byteCount)
    }
  }
}

/// A tensor on its way to a file, part by part.
private struct FillParts: Sendable {
  let fill: Fill
  let dtype: DType
  let draws: CountedDraws
  let count: Int
  let file: OpenFile
  let offset: Int
  let progress: (@Sendable (Int) -> Void)?

  /// The bytes of one part, well within a core's own cache.
  private static let partByteCount = 1 << 19

  private var partCount: Int { Self.partByteCount / dtype.byteCount }

  /// Threads take the next part each until none is left or one has failed.
  func write(threads: Int) throws(TensorInitError) {
    let parts = (count + partCount - 1) / partCount
    let next = Atomic(0)
    let failure = Mutex<TensorInitError?>(nil)
    DispatchQueue.concurrentPerform(iterations: min(threads, parts)) { _ in
      do throws(TensorInitError) {
        let buffer = try Storage(byteCount: min(count, partCount) * dtype.byteCount)
        while failure.withLock({ $0 == nil }) {
          let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard part < parts else { break }
          try write(part, through: buffer.base)
          if let progress { failure.withLock { _ in progress(byteCount(of: part)) } }
        }
      } catch {
        failure.withLock { $0 = $0 ?? error }
      }
    }
    if let error = failure.withLock(\.self) { throw error }
  }

  private func elements(of part: Int) -> Range<Int> {
    let first = part * partCount
    return first..<min(first + partCount, count)
  }

  private func byteCount(of part: Int) -> Int { elements(of: part).count * dtype.byteCount }

  private func write(
    _ part: Int, through buffer: UnsafeMutableRawPointer
  ) throws(TensorInitError) {
    let elements = elements(of: part)
    try fill.write(elements, to: buffer, dtype: dtype, draws: .counted(draws), threads: 1)
    try file.write(
      UnsafeRawBufferPointer(start: buffer, count: byteCount(of: part)),
      at: offset + elements.lowerBound * dtype.byteCount)
  }
}

extension Fill {
  /// Whether any elements can be computed without the others, at no more than their share of the work.
  fileprivate var isElementwise: Bool {
    switch self {
    case .constant, .integer, .drawn: true
    case .sequential, .structured: false
    }
  }
}
