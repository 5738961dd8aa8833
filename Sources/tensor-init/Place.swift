/// A place in a text.
struct Place {
  /// Counted from 1.
  let line: Int
  /// In code points, counted from 1.
  let column: Int
}

extension Place {
  /// The place that follows the first bytes of a text.
  init(after bytes: some BidirectionalCollection<UInt8>) {
    let lineBreak = UInt8(ascii: "\n")
    let start = bytes.lastIndex(of: lineBreak).map(bytes.index(after:)) ?? bytes.startIndex
    line = bytes.count { $0 == lineBreak } + 1
    column = String(decoding: bytes[start...], as: UTF8.self).unicodeScalars.count + 1
  }
}
