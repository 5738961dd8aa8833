import Glibc
import TensorInit

extension TensorInitError {
  /// 1 for a fault in the data, 64 (`EX_USAGE`) for one in the command line.
  ///
  /// Faults in a recipe are `invalidContents`, so that all others about arguments are the command
  /// line's.
  var exitStatus: Int32 {
    switch self {
    case .invalidContents, .fileFailure, .outOfMemory, .linearAlgebraFailure: 1
    case .invalidArgument, .invalidShape, .unsupportedDType, .unknownName, .invalidExpression: 64
    case .inTensor(_, let fault): fault.exitStatus
    }
  }
}

extension String {
  /// The text with line breaks and other control characters written as escapes.
  var onOneLine: String {
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator:
        result.append(contentsOf: scalar.escaped(asASCII: true).unicodeScalars)
      default:
        result.append(scalar)
      }
    }
    return String(result)
  }
}
