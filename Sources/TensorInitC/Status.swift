import CTensorInit
import TensorInit

/// Calls `body` and says what it threw: as a status, and as a sentence for `ti_last_error()`.
func status(_ body: () throws(TensorInitError) -> Void) -> ti_status {
  do {
    try body()
    return ti_status(TI_OK)
  } catch {
    ti_keep_last_error(error.description)
    return error.status
  }
}

/// Calls `body`; `nil` where it throws, after which `ti_last_error()` says why.
func value<Value>(_ body: () throws(TensorInitError) -> Value) -> Value? {
  do {
    return try body()
  } catch {
    ti_keep_last_error(error.description)
    return nil
  }
}

extension TensorInitError {
  fileprivate var status: ti_status {
    switch self {
    case .invalidArgument: ti_status(TI_INVALID_ARGUMENT)
    case .invalidShape: ti_status(TI_INVALID_SHAPE)
    case .unsupportedDType: ti_status(TI_UNSUPPORTED_DTYPE)
    case .unknownName: ti_status(TI_UNKNOWN_NAME)
    case .invalidExpression: ti_status(TI_INVALID_EXPRESSION)
    case .outOfMemory: ti_status(TI_OUT_OF_MEMORY)
    case .inTensor(_, let fault): fault.status
    case .invalidContents, .fileFailure, .linearAlgebraFailure: ti_status(TI_FAILURE)
    }
  }

  /// The fault of a pointer that must not be NULL.
  static func null(_ function: String, _ argument: String) -> TensorInitError {
    .invalidArgument(
      function: function, argument: argument, given: "NULL", expected: "a pointer")
  }

  /// The fault of a number that stands for none of the things it can.
  static func code(
    _ function: String, _ argument: String, _ given: some BinaryInteger, _ expected: String
  ) -> TensorInitError {
    .invalidArgument(
      function: function, argument: argument, given: "\(given)", expected: expected)
  }
}

/// The text at a pointer.
///
/// - Throws: `invalidArgument` for NULL, and for bytes that are not UTF-8.
func text(
  _ pointer: UnsafePointer<CChar>?, _ function: String, _ argument: String
) throws(TensorInitError) -> String {
  guard let pointer else { throw .null(function, argument) }
  guard let text = String(validatingCString: pointer) else {
    throw .invalidArgument(
      function: function, argument: argument, given: "'\(String(cString: pointer))'",
      expected: "bytes that are UTF-8")
  }
  return text
}
