import Dispatch
import Synchronization
import TensorInit

/// Splits elements and other things over threads.
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
    try share(count, by: size, over: threads, state) { own, elements in
      let memory = UnsafeMutableRawBufferPointer.allocate(
        byteCount: elements.count * source.dtype.byteCount, alignment: 64)
      defer { memory.deallocate() }
      guard let base = memory.baseAddress else { return }
      try source.fill(base, elements)
      body(&own, UnsafeRawBufferPointer(memory), elements)
    }
  }

  /// What `body` gives for each of 0 ..< count, in order.
  static func map<Value: Sendable>(
    _ count: Int, threads: Int, _ body: @Sendable (Int) throws -> Value
  ) throws -> [Value] {
    typealias Found = [(number: Int, value: Value)]
    let found = try share(count, by: 256, over: threads, { Found() }) { own, numbers in
      for number in numbers { own.append((number, try body(number))) }
    }
    return found.joined().sorted { $0.number < $1.number }.map(\.value)
  }

  /// Has threads take the next `size` of 0 ..< count until none is left, each with a state of its own.
  ///
  /// - Returns: The states.
  private static func share<State: Sendable>(
    _ count: Int, by size: Int, over threads: Int, _ state: @Sendable () -> State,
    _ body: @Sendable (inout State, Range<Int>) throws -> Void
  ) throws -> [State] {
    let next = Atomic(0)
    let results = Mutex<(states: [State], error: (any Error)?)>(([], nil))
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      var own = state()
      do {
        while true {
          let first = next.wrappingAdd(size, ordering: .relaxed).oldValue
          guard first < count else { break }
          try body(&own, first..<min(first + size, count))
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
