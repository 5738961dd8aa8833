import Synchronization

/// PyTorch's generator behind a lock: each fill draws all that it needs before the next one may.
final class TorchSequence: Sendable {
  private let engine: Mutex<TorchEngine>

  init(seed: UInt64) {
    engine = Mutex(TorchEngine(seed: seed))
  }

  func withEngine<Result>(
    _ body: (TorchEngine) throws(TensorInitError) -> Result
  ) throws(TensorInitError) -> Result {
    // The engine never leaves the lock, which the compiler can't see through a body that writes memory.
    nonisolated(unsafe) let body = body
    return try engine.withLock { engine throws(TensorInitError) in
      nonisolated(unsafe) let result = try body(engine)
      return result
    }
  }

  func reseed(_ seed: UInt64) {
    engine.withLock { $0.reseed(seed) }
  }

  func copy() -> TorchSequence {
    let copy = TorchSequence(seed: 0)
    let state = stateBytes
    // The bytes that an engine gives are the state of one.
    try? copy.restore(state)
    return copy
  }

  var stateBytes: [UInt8] { engine.withLock(\.stateBytes) }

  var seed: UInt64 { engine.withLock(\.seed) }

  func permutation(of count: Int) -> [Int] {
    engine.withLock { engine in
      [Int](unsafeUninitializedCapacity: count) { numbers, initialized in
        engine.permute(.init(rebasing: numbers[..<count]))
        initialized = count
      }
    }
  }

  func restore(_ bytes: [UInt8]) throws(TensorInitError) {
    try engine.withLock { engine throws(TensorInitError) in try engine.restore(bytes) }
  }
}
