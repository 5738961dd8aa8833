import Dispatch
import Synchronization
import TensorInit

/// Splits elements over threads.
enum Parts {
  /// Large enough that starting one costs nothing, small enough for a processor's cache.
  static let size = 1 << 16

  /// Makes the parts of so many elements of a source, each with the state of the thread that reads it.
  ///
  /// - Returns: The states.
  static func forEach<State: Sendable>(
    of source: Source, _ count: Int, threads: Int, _ state: @Sendable () -> State,
    _ body: @Sendable (inout State, UnsafeRawBufferPointer, Range<Int>) -> Void
  ) throws -> [State] {
    let next = Atomic(0)
    let results = Mutex<(states: [State], error: (any Error)?)>(([], nil))
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      var own = state()
      let byteCount = size * source.dtype.byteCount
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 64)
      defer { memory.deallocate() }
      do {
        while true {
          let first = next.wrappingAdd(size, ordering: .relaxed).oldValue
          guard first < count, let base = memory.baseAddress else { break }
          let elements = first..<min(first + size, count)
          try source.fill(base, elements)
          let bytes = memory[..<(elements.count * source.dtype.byteCount)]
          body(&own, UnsafeRawBufferPointer(rebasing: bytes), elements)
        }
        results.withLock { $0.states.append(own) }
      } catch {
        results.withLock { $0.error = error }
      }
    }
    let (states, error) = results.withLock { $0 }
    if let error { throw error }
    return states
  }
}
