/// Where random numbers come from that are drawn one after the other, instead of by their positions.
///
/// PyTorch's generators are such; a generator knows no more of them than this.
protocol DrawSequence: AnyObject, Sendable {
  var seed: UInt64 { get }
  /// The whole state, from which ``restore(_:)`` goes on.
  var stateBytes: [UInt8] { get }

  /// Starts anew.
  func reseed(_ seed: UInt64)
  /// - Throws: `invalidArgument` where the bytes are no state; then nothing has changed.
  func restore(_ bytes: [UInt8]) throws(TensorInitError)
  /// Another sequence that goes on from the same state.
  func copy() -> any DrawSequence
  /// Calls `body` with what draws; no other call has it meanwhile.
  ///
  /// - Throws: `invalidArgument` where this thread is within ``reporting(_:)``, and what `body` throws.
  func withEngine<Result>(
    _ body: (AnyObject) throws(TensorInitError) -> Result
  ) throws(TensorInitError) -> Result
  /// The next 64 bits, as PyTorch's `random64()` gives them.
  ///
  /// Within ``reporting(_:)`` they are those that the call that draws would have gone on with.
  func next64() -> UInt64
  /// Calls `body`, a caller's own, on a thread that works for ``withEngine(_:)`` while nothing is drawn.
  ///
  /// It may ask for the seed and the state, which is that of what was drawn until then, and start anew, which is
  /// for later calls.
  func reporting(_ body: () -> Void)
}
