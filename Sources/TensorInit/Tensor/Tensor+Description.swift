extension Tensor: CustomStringConvertible {
  /// Shape, dtype and the elements, long dimensions shortened to their ends.
  public var description: String {
    "Tensor(shape: \(shape), dtype: \(dtype)) \(Self.nested(elementTexts(), shape))"
  }

  /// Each element as the shortest text that reads back as the same value.
  private func elementTexts() -> [String] {
    func texts<Element: TensorElement>(_: Element.Type) -> [String] {
      UnsafeBufferPointer(start: baseAddress.assumingMemoryBound(to: Element.self), count: count)
        .map { "\($0)" }
    }
    return withExtendedLifetime(self) { texts(dtype.elementType) }
  }

  private static let shownAtEachEnd = 3

  private static func nested(_ texts: some Collection<String>, _ shape: some Collection<Int>)
    -> String
  {
    guard let size = shape.first else { return texts.first ?? "" }
    let part = size == 0 ? 0 : texts.count / size
    let shown =
      size > 2 * shownAtEachEnd + 1
      ? [0..<shownAtEachEnd, (size - shownAtEachEnd)..<size] : [0..<size]
    let groups = shown.map { range in
      range.map { nested(texts.dropFirst($0 * part).prefix(part), shape.dropFirst()) }
        .joined(separator: ", ")
    }
    return "[\(groups.joined(separator: ", ..., "))]"
  }
}
