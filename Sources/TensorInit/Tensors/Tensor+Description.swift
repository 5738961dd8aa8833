extension Tensor: CustomStringConvertible {
  /// Shape, dtype and the elements, long dimensions shortened to their ends; `[]` where there are none.
  public var description: String {
    "Tensor(shape: \(shape), dtype: \(dtype)) \(elementsText)"
  }

  private var elementsText: String {
    // As many brackets as the dimensions before the empty one have could be more than memory holds.
    if count == 0 { return "[]" }
    func text<Element: TensorElement>(_: Element.Type) -> String {
      let elements = UnsafeBufferPointer(
        start: baseAddress.assumingMemoryBound(to: Element.self), count: count)
      return Self.text(elements[...], Array(shape)[...])
    }
    return withExtendedLifetime(self) { text(dtype.elementType) }
  }

  private static let shownAtEachEnd = 3

  /// Each element that is shown as the text that reads back as the same value.
  private static func text<Element: TensorElement>(
    _ elements: Slice<UnsafeBufferPointer<Element>>, _ shape: ArraySlice<Int>
  ) -> String {
    // There may be any number of dimensions of size 1, but not of others.
    let ones = shape.prefix { $0 == 1 }.count
    if ones > 0 {
      return String(repeating: "[", count: ones) + text(elements, shape.dropFirst(ones))
        + String(repeating: "]", count: ones)
    }
    guard let size = shape.first else { return elements.first.map { "\($0)" } ?? "" }
    let part = elements.count / size
    let shown =
      size > 2 * shownAtEachEnd + 1
      ? [0..<shownAtEachEnd, (size - shownAtEachEnd)..<size] : [0..<size]
    let groups = shown.map { range in
      range.map { text(elements.dropFirst($0 * part).prefix(part), shape.dropFirst()) }
        .joined(separator: ", ")
    }
    return "[\(groups.joined(separator: ", ..., "))]"
  }
}
