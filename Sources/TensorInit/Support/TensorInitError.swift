#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A fault that the caller can mend: a sentence says what was given, what is expected, and where.
///
/// It is thrown before the first element is written, but for three that only the work can find: `outOfMemory`
/// for work space, `linearAlgebraFailure`, and `fileFailure`; no part of a file is then left behind.
///
/// Where documentation says that a call throws a case, that is the ``cause``, which mostly comes with the names of
/// what was called and of the tensor that it is about.
///
/// The sentence is one line, in which the line breaks and other control characters of what was given are
/// escapes, and of a longer text than 2,000 code points the middle is left out.
public enum TensorInitError: Error, Equatable, Sendable {
  /// An argument lies outside what is accepted.
  case invalidArgument(argument: String, given: String, expected: String)
  /// There is no tensor of this shape, or what was asked for is not defined for one.
  case invalidShape(given: String, expected: String)
  /// What was asked for is not defined for tensors of this element type.
  case unsupportedDType(given: String, expected: String)
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
  /// The fault of a call of an initializer, a layer or a function, by its name.
  indirect case inCall(String, TensorInitError)
  /// A fault of one of the tensors that a call reaches; the text says which.
  indirect case inTensor(String, TensorInitError)
}

extension TensorInitError {
  /// The fault itself, without the call and the tensor in which it was found.
  public var cause: TensorInitError {
    switch self {
    case .inCall(_, let fault), .inTensor(_, let fault): fault.cause
    default: self
    }
  }
}

extension TensorInitError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalidArgument(let argument, let given, let expected):
      "\(argument.displayed) is \(given.displayed); expected \(expected.displayed)"
    case .invalidShape(let given, let expected):
      "the tensor's shape is \(given.displayed); expected \(expected.displayed)"
    case .unsupportedDType(let given, let expected):
      "the tensor's dtype is \(given.displayed); expected \(expected.displayed)"
    case .unknownName(let kind, let given, let nearest, let known):
      if let nearest, Names.isLikely(nearest, for: given) {
        "unknown \(kind) '\(given.displayed)'; did you mean '\(nearest.displayed)'?"
      } else if known.count == 1 {
        "unknown \(kind) '\(given.displayed)'; expected '\(known[0].displayed)'"
      } else if let nearest {
        "unknown \(kind) '\(given.displayed)'; did you mean '\(nearest.displayed)'? "
          + "expected one of \(Names.list(known).displayed)"
      } else if known.isEmpty {
        "unknown \(kind) '\(given.displayed)'; there are none"
      } else {
        "unknown \(kind) '\(given.displayed)'; expected one of \(Names.list(known).displayed)"
      }
    case .invalidExpression(let expression, let reason):
      "'\(expression.displayed)': \(reason.displayed)"
    case .invalidContents(let path, let line, let column, let reason):
      "\(path.displayed):\(line):\(column): \(reason.displayed)"
    case .fileFailure(let path, let operation, let reason):
      "\(path.displayed): can't \(operation.displayed): \(reason.displayed)"
    case .outOfMemory(let byteCount):
      "can't allocate \(byteCount) bytes"
    case .linearAlgebraFailure(let routine, let info):
      "LAPACK's \(routine) failed with info \(info)"
    case .inCall(let label, let fault), .inTensor(let label, let fault):
      "\(label.displayed): \(fault)"
    }
  }
}

extension TensorInitError {
  /// The same fault with the name of what was called, where it is one of the arguments and that is not said yet.
  package func called(_ name: String) -> TensorInitError {
    switch self {
    case .invalidArgument, .invalidShape, .unsupportedDType: .inCall(name, self)
    case .inTensor(let label, let fault): .inTensor(label, fault.called(name))
    default: self
    }
  }
}

extension TensorInitError {
  static func duplicateName(_ name: String) -> TensorInitError {
    .invalidArgument(
      argument: "a tensor's name", given: "'\(name)' twice",
      expected: "names that differ")
  }
}

extension TensorInitError: LocalizedError {
  public var errorDescription: String? { description }
}

extension String {
  /// The text as a message of one line shows it: control characters as escapes, and the middle of a long
  /// text left out.
  package var displayed: String {
    let scalars = unicodeScalars
    let most = (first: 1500, last: 500)
    guard utf8.count > most.first + most.last, scalars.count > most.first + most.last else {
      return onOneLine
    }
    let first = String(scalars.prefix(most.first))
    let last = String(scalars.suffix(most.last))
    let middle = utf8.count - first.utf8.count - last.utf8.count
    return "\(first.onOneLine)... (\(middle) bytes) ...\(last.onOneLine)"
  }

  /// The text with control characters as escapes.
  package var onOneLine: String {
    guard unicodeScalars.contains(where: \.breaksLines) else { return self }
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar.breaksLines {
        result.append(contentsOf: scalar.escaped(asASCII: true).unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }
}

extension Unicode.Scalar {
  fileprivate var breaksLines: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
