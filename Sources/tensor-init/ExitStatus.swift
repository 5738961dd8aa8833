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
    case .inCall(_, let fault), .inTensor(_, let fault): fault.exitStatus
    }
  }
}
