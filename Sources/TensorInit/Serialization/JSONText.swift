#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A string as JSON, quoted and escaped.
func jsonText(_ string: String) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .withoutEscapingSlashes
  guard let data = try? encoder.encode(string) else {
    preconditionFailure("every string can be written as JSON")
  }
  return String(decoding: data, as: UTF8.self)
}
