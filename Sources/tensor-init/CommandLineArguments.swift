import Glibc
import TensorInit

/// The arguments as the system hands them to a program.
///
/// Those of Swift's `CommandLine` come from /proc, and are none where that is not mounted.
enum CommandLineArguments {
  fileprivate nonisolated(unsafe) static var pointers:
    UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?

  /// The arguments after the program's name.
  ///
  /// - Throws: `invalidArgument` for one that is not UTF-8, which would otherwise name another file.
  static func all() throws(TensorInitError) -> [String] {
    var arguments: [String] = []
    guard var next = pointers, next.pointee != nil else { return [] }
    next += 1
    while let bytes = next.pointee {
      guard let argument = String(validatingCString: bytes) else {
        throw .invalidArgument(
          argument: "argument \(arguments.count + 1)",
          given: "'\(String(cString: bytes))'", expected: "text in UTF-8")
      }
      arguments.append(argument)
      next += 1
    }
    return arguments
  }
}

/// The C library calls it before the program begins.
@section(".init_array") @used
private let keepArguments:
  @convention(c) (Int32, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Void = {
    CommandLineArguments.pointers = $1
  }
