#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A fault that the caller can mend: a sentence says what was given, what is expected, and where.
///
/// It is thrown before the first element is written.
public enum TensorInitError: Error, Equatable, Sendable {
  /// An argument lies outside what `function` accepts.
  case invalidArgument(function: String, argument: String, given: String, expected: String)
  /// `function` is not defined for a tensor of this shape.
  case invalidShape(function: String, given: Shape, expected: String)
  /// `function` is not defined for tensors of this element type.
  case unsupportedDType(function: String, given: DType, expected: String)
  /// No `kind` (initializer, nonlinearity, mode, dtype, ...) has the name that was given.
  case unknownName(kind: String, given: String, nearest: String?, known: [String])
  /// An initializer's expression, `name(key=value, ...)`, can't be read.
  case invalidExpression(expression: String, reason: String)
  /// A file's contents are wrong at a line and column, both counted from 1.
  case invalidContents(path: String, line: Int, column: Int, reason: String)
  /// The operating system refused a file operation.
  case fileFailure(path: String, operation: String, reason: String)
  /// The memory for a tensor or for work space could not be had.
  case outOfMemory(byteCount: Int)
  /// A LAPACK routine reported failure.
  case linearAlgebraFailure(routine: String, info: Int)
  /// A fault of one of the tensors that a call reaches; the text says which.
  indirect case inTensor(String, TensorInitError)
}

extension TensorInitError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalidArgument(let function, let argument, let given, let expected):
      "\(function): \(argument) is \(given); expected \(expected)"
    case .invalidShape(let function, let given, let expected):
      "\(function): the tensor's shape is \(given); expected \(expected)"
    case .unsupportedDType(let function, let given, let expected):
      "\(function): the tensor's dtype is \(given); expected \(expected)"
    case .unknownName(let kind, let given, let nearest, let known):
      if let nearest, Names.isLikely(nearest, for: given) {
        "unknown \(kind) '\(given)'; did you mean '\(nearest)'?"
      } else if let nearest {
        "unknown \(kind) '\(given)'; did you mean '\(nearest)'? expected one of "
          + Names.list(known)
      } else if known.isEmpty {
        "unknown \(kind) '\(given)'; there are none"
      } else {
        "unknown \(kind) '\(given)'; expected one of \(Names.list(known))"
      }
    case .invalidExpression(let expression, let reason):
      "'\(expression)': \(reason)"
    case .invalidContents(let path, let line, let column, let reason):
      "\(path):\(line):\(column): \(reason)"
    case .fileFailure(let path, let operation, let reason):
      "\(path): can't \(operation): \(reason)"
    case .outOfMemory(let byteCount):
      "can't allocate \(byteCount) bytes"
    case .linearAlgebraFailure(let routine, let info):
      "LAPACK's \(routine) failed with info \(info)"
    case .inTensor(let label, let fault):
      "\(label): \(fault)"
    }
  }
}

extension TensorInitError: LocalizedError {
  public var errorDescription: String? { description }
}
