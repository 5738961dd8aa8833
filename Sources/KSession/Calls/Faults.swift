import TensorInit

/// Calls the library; its faults become the session's, under the name by which k calls the function.
func translated<Result>(
  _ function: String, _ body: () throws(TensorInitError) -> Result
) throws(KError) -> Result {
  do throws(TensorInitError) {
    return try body()
  } catch {
    let fault = error.isOutOfMemory ? "wsfull: " : ""
    throw KError("\(fault)\(function): \(error.withoutFunction)")
  }
}

extension TensorInitError {
  fileprivate var isOutOfMemory: Bool {
    switch self {
    case .outOfMemory: true
    case .inTensor(_, let fault): fault.isOutOfMemory
    default: false
    }
  }

  /// The description without the library's name of the function.
  fileprivate var withoutFunction: String {
    switch self {
    case .invalidArgument(let function, _, _, _), .invalidShape(let function, _, _),
      .unsupportedDType(let function, _, _):
      description.hasPrefix("\(function): ")
        ? String(description.dropFirst(function.count + 2)) : description
    case .inTensor(let label, let fault): "\(label): \(fault.withoutFunction)"
    default: description
    }
  }
}
