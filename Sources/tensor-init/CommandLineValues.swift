import TensorInit

/// Values as they are written on the command line.
enum CommandLineValues {
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

  /// What `--generator` is for.
  static let generatorHelp =
    "Where random numbers come from: ars, philox, torch (the bits of PyTorch 2.13) or ktorch (of its "
    + "C++ interface)."
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
  if !generator.algorithm.isSequential { texts["stream_version"] = "\(Generator.streamVersion)" }
  return texts.merging(more) { $1 }
}
