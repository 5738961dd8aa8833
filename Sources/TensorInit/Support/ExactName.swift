/// A name as its UTF-8 bytes, of which a tensor's name and a stream's consist.
///
/// Two strings of Swift are equal where Unicode calls them canonically equivalent, such as `é` in one code
/// point and in two. In a file they are two names, and two streams: so whatever looks up, tells apart or
/// sorts names does it by this type.
package struct ExactName: Sendable {
  package let text: String

  package init(_ text: String) {
    self.text = text
  }
}

extension ExactName: Hashable, Comparable {
  package static func == (first: ExactName, second: ExactName) -> Bool {
    var (first, second) = (first.text, second.text)
    return first.withUTF8 { first in
      second.withUTF8 { second in
        // Mostly it is one text that several hold.
        first.count == second.count
          && (first.baseAddress == second.baseAddress || first.elementsEqual(second))
      }
    }
  }

  package static func < (first: ExactName, second: ExactName) -> Bool {
    first.text.utf8.lexicographicallyPrecedes(second.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(0xff as UInt8)
  }
}
