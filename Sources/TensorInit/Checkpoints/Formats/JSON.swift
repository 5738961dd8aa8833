#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Reads JSON (RFC 8259) from its bytes, strictly and in the order in which it is written.
///
/// Foundation's decoder keeps the members of an object in a dictionary, which has only one of two keys that
/// are canonically equivalent.
struct JSONReader {
  /// What is wrong, and the keys that lead to the place.
  struct Fault: Error {
    let reason: String
    var place: [String] = []

    static let keyTwice = Self(reason: "the key is given twice")
  }

  private let bytes: [UInt8]
  private var position = 0
  /// How many objects and lists the place is in.
  private var depth = 0

  /// How deep objects and lists may be nested, as in Rust's serde_json, which the reference implementation of
  /// safetensors reads by.
  private static let mostDepth = 127

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Reads an object; `read` is called with each key and reads the value.
  mutating func object(
    _ read: (inout JSONReader, _ key: String) throws(Fault) -> Void
  ) throws(Fault) {
    try require("{", "an object")
    try enter()
    defer { depth -= 1 }
    if take("}") { return }
    repeat {
      let key = try string()
      try require(":", "':'")
      do throws(Fault) {
        try read(&self, key)
      } catch {
        throw Fault(reason: error.reason, place: [key] + error.place)
      }
    } while take(",")
    try require("}", "',' or '}'")
  }

  /// Reads a list; `read` reads each value.
  mutating func list(_ read: (inout JSONReader) throws(Fault) -> Void) throws(Fault) {
    try require("[", "a list")
    try enter()
    defer { depth -= 1 }
    if take("]") { return }
    repeat { try read(&self) } while take(",")
    try require("]", "',' or ']'")
  }

  /// Reads a list of integers.
  mutating func integers() throws(Fault) -> [Int] {
    var integers: [Int] = []
    try list { reader throws(Fault) in integers.append(try reader.integer()) }
    return integers
  }

  /// Whether a value of the kind that a character begins follows: `{`, `[` or `"`.
  mutating func isAt(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    return next == UInt8(ascii: character)
  }

  /// Passes over `null`, where that follows.
  mutating func takeNull() -> Bool {
    skipSpace()
    return take(literal: "null")
  }

  mutating func string() throws(Fault) -> String {
    try require("\"", "a string")
    let start = position
    while let byte = next, byte != UInt8(ascii: "\"") {
      if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
      guard byte >= 0x20 else { throw fault("a control character in a string") }
      position += 1
    }
    guard next != nil else { throw fault("a string without an end") }
    defer { position += 1 }
    return try text(bytes[start..<position])
  }

  /// Passes over a value of any kind.
  mutating func skipValue() throws(Fault) {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): try object { reader, _ throws(Fault) in try reader.skipValue() }
    case UInt8(ascii: "["): try list { reader throws(Fault) in try reader.skipValue() }
    case UInt8(ascii: "\""): _ = try string()
    default:
      if take(literal: "true") || take(literal: "false") || takeNull() { return }
      try skipNumber()
    }
  }

  /// - Throws: A fault where anything but white space follows.
  mutating func requireEnd() throws(Fault) {
    skipSpace()
    guard next == nil else { throw fault("expected the end") }
  }

  // MARK: Parts

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func fault(_ reason: String) -> Fault {
    Fault(reason: "\(reason) at byte \(position)")
  }

  private mutating func enter() throws(Fault) {
    guard depth < Self.mostDepth else { throw fault("values nested too deep") }
    depth += 1
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      position += 1
    }
  }

  private mutating func take(literal: StaticString) -> Bool {
    let isThere = literal.withUTF8Buffer { bytes[position...].starts(with: $0) }
    if isThere { position += literal.utf8CodeUnitCount }
    return isThere
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func require(_ character: Unicode.Scalar, _ name: StaticString) throws(Fault) {
    guard take(character) else { throw fault("expected \(name)") }
  }

  private func text(_ bytes: some Sequence<UInt8>) throws(Fault) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw fault("a string that is not UTF-8, before")
    }
    return text
  }

  // MARK: Numbers

  private mutating func integer() throws(Fault) -> Int {
    skipSpace()
    let start = position
    try skipNumber()
    // -0 is a floating-point number, as there is no such integer.
    guard let integer = Int(numberText(from: start)), integer != 0 || bytes[start] != Self.minus
    else {
      position = start
      throw fault("expected an integer of 64 bits")
    }
    return integer
  }

  private static let minus = UInt8(ascii: "-")

  private func numberText(from start: Int) -> String {
    String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func skipNumber() throws(Fault) {
    let beginning = position
    if next == Self.minus { position += 1 }
    let start = position
    try skipDigits()
    guard position == start + 1 || bytes[start] != UInt8(ascii: "0") else {
      throw fault("a number that begins with 0, before")
    }
    if next == UInt8(ascii: ".") {
      position += 1
      try skipDigits()
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      position += 1
      if next == UInt8(ascii: "+") || next == Self.minus { position += 1 }
      try skipDigits()
    }
    // Shorter ones can't be, and most numbers are short.
    if position - beginning > 4, Double(numberText(from: beginning))?.isFinite != true {
      throw fault("a number that float64 doesn't have, before")
    }
  }

  private mutating func skipDigits() throws(Fault) {
    let start = position
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    guard position > start else { throw fault("expected a value") }
  }

  // MARK: Escapes

  /// The rest of a string that has escapes in it.
  private mutating func escapedString(from start: Int) throws(Fault) -> String {
    var unescaped = Array(bytes[start..<position])
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw fault("a control character in a string") }
      position += 1
      if byte == UInt8(ascii: "\\") {
        unescaped += Array(String(try escape()).utf8)
      } else {
        unescaped.append(byte)
      }
    }
    guard next != nil else { throw fault("a string without an end") }
    position += 1
    return try text(unescaped)
  }

  /// What follows a backslash.
  private mutating func escape() throws(Fault) -> Unicode.Scalar {
    let simple: [Unicode.Scalar: Unicode.Scalar] = [
      "\"": "\"", "\\": "\\", "/": "/", "b": "\u{8}", "f": "\u{c}", "n": "\n", "r": "\r",
      "t": "\t",
    ]
    guard let byte = next else { throw fault("a string without an end") }
    position += 1
    if let scalar = simple[Unicode.Scalar(byte)] { return scalar }
    guard byte == UInt8(ascii: "u") else { throw fault("an unknown escape, before") }
    let first = try codeUnit()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard UTF16.isLeadSurrogate(first), next == UInt8(ascii: "\\") else {
      throw fault("half of a surrogate pair, before")
    }
    position += 1
    guard next == UInt8(ascii: "u") else { throw fault("half of a surrogate pair, before") }
    position += 1
    let second = try codeUnit()
    guard UTF16.isTrailSurrogate(second) else { throw fault("half of a surrogate pair, before") }
    return UTF16.decode(UTF16.EncodedScalar([first, second]))
  }

  /// The four hexadecimal digits of an escape.
  private mutating func codeUnit() throws(Fault) -> UInt16 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16),
      digits.first != UInt8(ascii: "+")
    else { throw fault("expected four hexadecimal digits") }
    position += 4
    return unit
  }
}

extension JSONReader {
  /// Reads a file of JSON.
  ///
  /// - Throws: `fileFailure`, which says what is wrong in the file.
  static func read(
    _ path: String, _ body: (inout JSONReader) throws(JSONReader.Fault) -> Void
  ) throws(TensorInitError) {
    let file = try OpenFile(reading: path)
    defer { file.close() }
    let count = try file.byteCount()
    guard count <= mostBytes else {
      throw .fileFailure(
        path: path, operation: "read", reason: "it has more than \(mostBytes) bytes")
    }
    // The text itself, and what is kept of it.
    try Memory.require(count, ofBytes: 16)
    var reader = JSONReader(try file.bytes(count: count, at: 0))
    do throws(JSONReader.Fault) {
      try body(&reader)
      try reader.requireEnd()
    } catch {
      throw .fileFailure(path: path, operation: "read", reason: error.description)
    }
  }

  private static let mostBytes = 256_000_000
}

extension JSONReader.Fault: CustomStringConvertible {
  /// The reason after the keys that lead to it.
  var description: String { place.map { "\($0): " }.joined() + reason }
}

/// A string as JSON, quoted and escaped.
package func jsonText(_ string: String) -> String {
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
