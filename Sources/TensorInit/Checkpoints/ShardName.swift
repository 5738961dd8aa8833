/// The name of one of a checkpoint's files, `model-00001-of-00003.safetensors`.
struct ShardName {
  let stem: String
  let number: Int
  let count: Int
}

extension ShardName {
  var text: String {
    "\(stem)-\(Self.digits(number))-of-\(Self.digits(count)).\(TensorFileFormat.safetensors)"
  }

  /// `nil` where a name is of another form.
  init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count >= 4, let stemEnd = parts.dropLast(3).last?.endIndex,
      let number = Int(String(Substring(parts[parts.count - 3]))),
      let count = Int(String(Substring(parts[parts.count - 1].prefix { $0 != UInt8(ascii: ".") })))
    else { return nil }
    self.init(stem: String(text[..<stemEnd]), number: number, count: count)
    guard ExactName(self.text) == ExactName(text) else { return nil }
  }

  private static func digits(_ number: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, 5 - text.count)) + text
  }
}
