import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Splitting a fill over the processor's cores.
package enum Threads {
  /// Parts end at multiples of so many elements: the size of a group of draws, so that none is made twice.
  static let partAlignment = 64

  /// Below this, starting a thread costs more than it saves.
  static let smallestPart = 1 << 15

  /// The most threads that a fill uses unless the caller says: one a core, or
  /// `TENSOR_INIT_NUM_THREADS`.
  static let standard: Result<Int, TensorInitError> = {
    let processInfo = ProcessInfo.processInfo
    guard let text = processInfo.environment["TENSOR_INIT_NUM_THREADS"] else {
      return .success(processInfo.activeProcessorCount)
    }
    guard let number = Int(text), number >= 1 else {
      return .failure(
        .invalidArgument(
          argument: "the environment's TENSOR_INIT_NUM_THREADS", given: "'\(text)'",
          expected: "a number of 1 or more"))
    }
    return .success(number)
  }()

  /// The number of threads to use: the caller's, or the standard one.
  package static func count(_ given: Int?) throws(TensorInitError) -> Int {
    guard let given else { return try standard.get() }
    guard given >= 1 else {
      throw .invalidArgument(
        argument: "threads", given: "\(given)",
        expected: "a number of 1 or more")
    }
    return given
  }

  /// Calls `body` with parts that make up `range`, at the same time where that pays.
  static func split(
    _ range: Range<Int>, over threads: Int, _ body: @Sendable (Range<Int>) -> Void
  ) {
    let group = partAlignment
    let parts = min(threads, range.count / smallestPart)
    guard parts > 1 else { return body(range) }
    let length = (range.count / parts / group + 1) * group
    let first = range.lowerBound / group * group
    let count = (range.upperBound - first + length - 1) / length
    ThreadPool.shared.perform(count) { part in
      let start = first + part * length
      body((start..<start + length).clamped(to: range))
    }
  }

  /// The same, with the place of each part's first element in a destination of all.
  @inline(__always)
  static func split(
    _ range: Range<Int>, of size: Int, to destination: UnsafeMutableRawPointer, over threads: Int,
    _ body: @Sendable (Range<Int>, UnsafeMutableRawPointer) -> Void
  ) {
    // Each part of the destination is written by one thread only.
    nonisolated(unsafe) let destination = destination
    let first = range.lowerBound
    split(range, over: threads) { part in
      body(part, destination + (part.lowerBound - first) * size)
    }
  }

  /// Calls `body` with each of 0 ..< count, of which threads take the next one each until none is left.
  ///
  /// - Parameter makeWorkspace: Makes what each thread works with by itself, given which of them it is, from 0 on.
  /// - Throws: What a call throws; then no further numbers are taken.
  package static func takeTurns<Workspace>(
    _ count: Int, over threads: Int,
    with makeWorkspace: @Sendable (Int) throws(TensorInitError) -> Workspace,
    _ body: @Sendable (Int, Workspace) throws(TensorInitError) -> Void
  ) throws(TensorInitError) {
    let taken = Atomic(0)
    let failure = Mutex<TensorInitError?>(nil)
    ThreadPool.shared.perform(min(threads, count)) { thread in
      do throws(TensorInitError) {
        let workspace = try makeWorkspace(thread)
        while true {
          let number = taken.wrappingAdd(1, ordering: .relaxed).oldValue
          guard number < count else { break }
          try body(number, workspace)
        }
      } catch {
        failure.withLock { $0 = $0 ?? error }
        taken.store(count, ordering: .relaxed)
      }
    }
    if let error = failure.withLock(\.self) { throw error }
  }

  /// How many parts 0 ..< count is worked on in at the same time.
  ///
  /// - Parameter weight: The number of elements that one of these items stands for.
  static func parts(of count: Int, weight: Int, over threads: Int) -> Int {
    let (elements, overflow) = count.multipliedReportingOverflow(by: weight)
    return min(threads, count, overflow ? .max : max(1, elements / smallestPart))
  }

  /// Calls `body` with each of 0 ..< count, at the same time where that pays.
  ///
  /// - Parameter weight: The number of elements that one of these items stands for.
  static func split(
    count: Int, weight: Int, over threads: Int, _ body: @Sendable (Int) -> Void
  ) {
    let parts = parts(of: count, weight: weight, over: threads)
    ThreadPool.shared.perform(parts) { part in
      for item in stride(from: part, to: count, by: parts) { body(item) }
    }
  }
}
