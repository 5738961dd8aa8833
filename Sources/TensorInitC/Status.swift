import CTensorInit
import TensorInit

/// Calls the body of a function of the interface and says what it threw: as a status, and as a sentence for
/// `ti_last_error()`.
func status(
  of function: StaticString, _ body: () throws(TensorInitError) -> Void
) -> ti_status {
  do {
    try body()
    return ti_status(TI_OK)
  } catch {
    keep(error, of: function)
    return error.status
  }
}

/// Calls the body of a function of the interface; `nil` where it throws, after which `ti_last_error()` says why.
func value<Value>(
  of function: StaticString, _ body: () throws(TensorInitError) -> Value
) -> Value? {
  do {
    return try body()
  } catch {
    keep(error, of: function)
    return nil
  }
}

private func keep(_ error: TensorInitError, of function: StaticString) {
  ti_keep_last_error(error.called("\(function)").description)
}

extension TensorInitError {
  fileprivate var status: ti_status {
    switch cause {
    case .invalidArgument: ti_status(TI_INVALID_ARGUMENT)
    case .invalidShape: ti_status(TI_INVALID_SHAPE)
    case .unsupportedDType: ti_status(TI_UNSUPPORTED_DTYPE)
    case .unknownName: ti_status(TI_UNKNOWN_NAME)
    case .invalidExpression: ti_status(TI_INVALID_EXPRESSION)
    case .outOfMemory: ti_status(TI_OUT_OF_MEMORY)
    case .invalidContents: ti_status(TI_INVALID_RECIPE)
    case .fileFailure, .linearAlgebraFailure, .inCall, .inTensor: ti_status(TI_FAILURE)
    }
  }

  /// The fault of a pointer that must not be NULL.
  static func null(_ argument: String) -> TensorInitError {
    .invalidArgument(argument: argument, given: "NULL", expected: "a pointer")
  }

  /// The fault of a number that stands for none of the things it can.
  static func code(
    _ argument: String, _ given: some BinaryInteger, _ expected: String
  ) -> TensorInitError {
    .invalidArgument(
      argument: argument, given: "\(given)", expected: expected)
  }
}

/// The text at a pointer.
///
/// - Throws: `invalidArgument` for NULL, and for bytes that are not UTF-8.
func text(
  _ pointer: UnsafePointer<CChar>?, _ argument: String
) throws(TensorInitError) -> String {
  guard let pointer else { throw .null(argument) }
  guard let text = String(validatingCString: pointer) else {
    throw .invalidArgument(
      argument: argument, given: "'\(String(cString: pointer))'",
      expected: "bytes that are UTF-8")
  }
  return text
}
