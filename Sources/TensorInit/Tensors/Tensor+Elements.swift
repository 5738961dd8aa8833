/// Typed access to the elements.
extension Tensor {
  /// Calls `body` with the elements in row-major order, to be read.
  ///
  /// - Throws: `unsupportedDType` where the tensor's elements have another type, and what `body` throws.
  public func withUnsafeBufferPointer<Element: TensorElement, Result>(
    of type: Element.Type = Element.self,
    _ body: (UnsafeBufferPointer<Element>) throws -> Result
  ) throws -> Result {
    try withUnsafeMutableBufferPointer(of: type) { try body(UnsafeBufferPointer($0)) }
  }

  /// Calls `body` with the elements in row-major order, bounds-checked, to be read.
  ///
  /// ```swift
  /// let sum = try weight.withSpan(of: Float.self) { span in
  ///   span.indices.reduce(0) { $0 + span[$1] }
  /// }
  /// ```
  ///
  /// - Throws: `unsupportedDType` where the tensor's elements have another type, and what `body` throws.
  public func withSpan<Element: TensorElement, Result>(
    of type: Element.Type = Element.self, _ body: (Span<Element>) throws -> Result
  ) throws -> Result {
    try withUnsafeBufferPointer(of: type) { try body($0.span) }
  }

  /// Calls `body` with the elements' bytes, to be read.
  public func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try withUnsafeMutableBytes { try body(UnsafeRawBufferPointer($0)) }
  }

  /// Calls `body` with the elements in row-major order.
  ///
  /// - Throws: `unsupportedDType` where the tensor's elements have another type.
  public func withUnsafeMutableBufferPointer<Element: TensorElement, Result>(
    of type: Element.Type = Element.self,
    _ body: (UnsafeMutableBufferPointer<Element>) throws -> Result
  ) throws -> Result {
    let elements = try elements(of: type)
    return try withExtendedLifetime(self) { try body(elements) }
  }

  /// Calls `body` with the elements in row-major order, bounds-checked.
  ///
  /// - Throws: `unsupportedDType` where the tensor's elements have another type.
  public func withMutableSpan<Element: TensorElement, Result>(
    of type: Element.Type = Element.self, _ body: (inout MutableSpan<Element>) throws -> Result
  ) throws -> Result {
    let elements = try elements(of: type)
    return try withExtendedLifetime(self) {
      var span = elements.mutableSpan
      return try body(&span)
    }
  }

  /// Calls `body` with the elements' bytes.
  public func withUnsafeMutableBytes<Result>(
    _ body: (UnsafeMutableRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(self) {
      try body(UnsafeMutableRawBufferPointer(start: baseAddress, count: byteCount))
    }
  }

  /// The elements in row-major order, each converted to the nearest `Double`; `true` is 1.
  ///
  /// Every dtype but int64 converts exactly.
  public func doubles() -> [Double] {
    func converted<Element: ConvertibleElement>(_: Element.Type) -> [Double] {
      UnsafeBufferPointer(start: baseAddress.assumingMemoryBound(to: Element.self), count: count)
        .map(\.doubleValue)
    }
    return withExtendedLifetime(self) { converted(dtype.elementType) }
  }

  func elements<Element: TensorElement>(
    of type: Element.Type
  ) throws(TensorInitError) -> UnsafeMutableBufferPointer<Element> {
    guard dtype == Element.dtype else {
      throw .inCall(
        "access to elements as \(type)",
        .unsupportedDType(given: "\(dtype)", expected: "\(Element.dtype)"))
    }
    return UnsafeMutableBufferPointer(
      start: baseAddress.assumingMemoryBound(to: type), count: count)
  }
}

extension Array where Element: TensorElement {
  /// A copy of a tensor's elements in row-major order.
  ///
  /// - Throws: `unsupportedDType` where the tensor's elements have another type.
  public init(_ tensor: Tensor) throws(TensorInitError) {
    let elements = try tensor.elements(of: Element.self)
    self = withExtendedLifetime(tensor) { Array(elements) }
  }
}
