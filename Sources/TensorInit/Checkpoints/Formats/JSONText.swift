#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A string as JSON, quoted and escaped.
func jsonText(_ string: String) -> String {
  // Nearly all names need no escapes, and a model may have a million of them.
  if string.utf8.allSatisfy({ (0x20..<0x7f).contains($0) && $0 != 0x22 && $0 != 0x5c }) {
    return "\"\(string)\""
  }
  let encoder = JSONEncoder()
  encoder.outputFormatting = .withoutEscapingSlashes
  guard let data = try? encoder.encode(string) else {
    preconditionFailure("every string can be written as JSON")
  }
  return String(decoding: data, as: UTF8.self)
}
