import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// PyTorch's generator behind a lock: each fill draws all that it needs before the next one may.
final class TorchSequence: DrawSequence, @unchecked Sendable {
  private let lock = Mutex(())
  /// It belongs to who has the lock, and while a call that has it reports, to the thread that does.
  private var engine: TorchEngine
  /// The thread on which a call that has the lock reports its progress; 0 where none does.
  private let reporter = Atomic<UInt>(0)

  init(seed: UInt64) {
    engine = TorchEngine(seed: seed)
  }

  func withEngine<Result>(
    _ body: (AnyObject) throws(TensorInitError) -> Result
  ) throws(TensorInitError) -> Result {
    guard !isReporting else {
      throw .invalidArgument(
        argument: "the generator", given: "drawing for the call that reports its progress",
        expected: "another one, or this one after that call")
    }
    return try withLock { () throws(TensorInitError) in try body(engine) }
  }

  private func withLock<Result>(
    _ body: () throws(TensorInitError) -> Result
  ) throws(TensorInitError) -> Result {
    // Nothing that the lock guards leaves it, which the compiler can't see through a body that writes memory.
    nonisolated(unsafe) let body = body
    // A child that a fork made meanwhile would find the engine locked for ever.
    return try ForkGate.shared.holdingOff { () throws(TensorInitError) in
      try lock.withLock { _ throws(TensorInitError) in
        nonisolated(unsafe) let result = try body()
        return result
      }
    }
  }

  /// What `body` gives, which fills nothing: also while a call that draws reports, as its engine rests then.
  private func withEngineAtRest<Value>(_ body: () -> Value) -> Value {
    if isReporting { return body() }
    do throws(TensorInitError) {
      return try withLock { () throws(TensorInitError) in body() }
    } catch {
      preconditionFailure("nothing is thrown")
    }
  }

  // MARK: While a call reports

  func reporting(_ body: () -> Void) {
    reporter.store(Self.thisThread, ordering: .relaxed)
    body()
    reporter.store(0, ordering: .relaxed)
  }

  /// Whether this thread was called by one that draws, and would wait for itself.
  private var isReporting: Bool {
    let reporter = reporter.load(ordering: .relaxed)
    return reporter != 0 && reporter == Self.thisThread
  }

  private static var thisThread: UInt {
    withUnsafeBytes(of: pthread_self()) { $0.load(as: UInt.self) }
  }

  func next64() -> UInt64 { withEngineAtRest { engine.twister.next64() } }

  // MARK: State

  func reseed(_ seed: UInt64) {
    // A call that draws meanwhile goes on with the engine that it has.
    withEngineAtRest { engine = TorchEngine(seed: seed) }
  }

  func copy() -> any DrawSequence {
    let copy = TorchSequence(seed: 0)
    let state = stateBytes
    // The bytes that an engine gives are the state of one.
    try? copy.restore(state)
    return copy
  }

  var stateBytes: [UInt8] { withEngineAtRest { engine.stateBytes } }

  var seed: UInt64 { withEngineAtRest { engine.seed } }

  func restore(_ bytes: [UInt8]) throws(TensorInitError) {
    try withLock { () throws(TensorInitError) in try engine.restore(bytes) }
  }
}
