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

/// Values as they are written on the command line.
enum CommandLineValues {
  /// Variables and their values, each written as `name=value`.
  static func settings(_ texts: [String]) throws(TensorInitError) -> [String: String] {
    var settings: [String: String] = [:]
    for text in texts {
      let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else {
        throw .invalidArgument(
          argument: "--set", given: "'\(text)'", expected: "name=value, as in L=24")
      }
      guard settings.updateValue(String(sides[1]), forKey: String(sides[0])) == nil else {
        throw .invalidArgument(
          argument: "--set", given: "'\(text)'", expected: "each name once")
      }
    }
    return settings
  }

  /// A number of bytes written as `5GB` or `2GiB`.
  static func byteCount(_ text: String, option: String) throws(TensorInitError) -> Int {
    let digits = text.prefix(while: \.isASCIIDigit)
    let unit = text.dropFirst(digits.count).drop(while: { $0 == " " }).lowercased()
    let factors = [
      "": 1, "b": 1, "kb": 1000, "mb": 1_000_000, "gb": 1_000_000_000, "tb": 1_000_000_000_000,
      "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40,
    ]
    if let number = Int(digits), number > 0, let factor = factors[unit] {
      let (product, overflow) = number.multipliedReportingOverflow(by: factor)
      if !overflow { return product }
    }
    throw .invalidArgument(
      argument: option, given: "'\(text)'",
      expected: "a size such as 5GB, 500MB or 2GiB")
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}

/// What a file says about where its values come from.
func provenance(of generator: Generator, _ more: [String: String]) -> [String: String] {
  var texts = [
    "seed": "\(generator.seed)",
    "generator": generator.algorithm.rawValue,
    // The transformers library loads no file without it.
    "format": "pt",
  ]
  if let version = generator.streamVersion {
    texts["stream_version"] = "\(version)"
    // Files of the draft say version 1 too.
    texts["stream_frozen"] = "true"
  }
  return texts.merging(more) { $1 }
}
