import Synchronization

/// PyTorch's generator behind a lock: each fill draws all that it needs before the next one may.
final class TorchSequence: DrawSequence {
  private let engine: Mutex<TorchEngine>

  init(seed: UInt64) {
    engine = Mutex(TorchEngine(seed: seed))
  }

  func withEngine<Result>(
    _ body: (AnyObject) throws(TensorInitError) -> Result
  ) throws(TensorInitError) -> Result {
    try withTorchEngine(body)
  }

  private func withTorchEngine<Result>(
    _ body: (TorchEngine) throws(TensorInitError) -> Result
  ) throws(TensorInitError) -> Result {
    // The engine never leaves the lock, which the compiler can't see through a body that writes memory.
    nonisolated(unsafe) let body = body
    // A child that a fork made meanwhile would find the engine locked for ever.
    return try ForkGate.shared.holdingOff { () throws(TensorInitError) in
      try engine.withLock { engine throws(TensorInitError) in
        nonisolated(unsafe) let result = try body(engine)
        return result
      }
    }
  }

  private func read<Value>(_ body: (TorchEngine) -> Value) -> Value {
    do throws(TensorInitError) {
      return try withTorchEngine { engine throws(TensorInitError) in body(engine) }
    } catch {
      preconditionFailure("nothing is thrown")
    }
  }

  func reseed(_ seed: UInt64) { read { $0.reseed(seed) } }

  func copy() -> any DrawSequence {
    let copy = TorchSequence(seed: 0)
    let state = stateBytes
    // The bytes that an engine gives are the state of one.
    try? copy.restore(state)
    return copy
  }

  var stateBytes: [UInt8] { read(\.stateBytes) }

  var seed: UInt64 { read(\.seed) }

  func restore(_ bytes: [UInt8]) throws(TensorInitError) {
    try withTorchEngine { engine throws(TensorInitError) in try engine.restore(bytes) }
  }
}
