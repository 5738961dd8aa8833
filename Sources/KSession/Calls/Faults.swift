import TensorInit

/// Calls the library; its faults become the session's, under the name by which k calls the function.
func translated<Result>(
  _ function: String, _ body: () throws(TensorInitError) -> Result
) throws(KError) -> Result {
  do throws(TensorInitError) {
    return try body()
  } catch {
    let fault = error.isOutOfMemory ? "wsfull: " : ""
    throw KError("\(fault)\(function): \(error.withoutCall)")
  }
}

extension TensorInitError {
  fileprivate var isOutOfMemory: Bool {
    switch self {
    case .outOfMemory: true
    case .inCall(_, let fault), .inTensor(_, let fault): fault.isOutOfMemory
    default: false
    }
  }

  /// The same fault without the library's name of the function.
  fileprivate var withoutCall: TensorInitError {
    switch self {
    case .inCall(_, let fault): fault
    case .inTensor(let label, let fault): .inTensor(label, fault.withoutCall)
    default: self
    }
  }
}
