import TensorInit

/// A tensor's values as text for people and for other programs.
enum TensorText {
  /// Prints a line for each row of the last dimension, and an empty line between matrices.
  ///
  /// Each value is the shortest text that reads back as the same value, of bfloat16 as a float32.
  static func print(_ tensor: Tensor) throws {
    func print<Element: TensorElement>(_: Element.Type) throws {
      try tensor.withUnsafeMutableBufferPointer(of: Element.self) { elements in
        try Self.print(UnsafeBufferPointer(elements), shape: tensor.shape)
      }
    }
    try print(tensor.dtype.elementType)
  }

  private static func print<Element: TensorElement>(
    _ elements: UnsafeBufferPointer<Element>, shape: Shape
  ) throws {
    let columns = shape.last ?? 1
    let rows = shape.dropLast().last ?? 1
    var text = ""
    for (index, element) in elements.enumerated() {
      if index % columns != 0 {
        text += " "
      } else if index > 0 {
        text += index % (rows * columns) == 0 ? "\n\n" : "\n"
      }
      text += "\(element)"
      if text.utf8.count >= 1 << 16 {
        try StandardOutput.write(text)
        text = ""
      }
    }
    if !elements.isEmpty { try StandardOutput.write(text + "\n") }
  }
}
