/// Single elements, by an index for each dimension.
extension Tensor {
  /// One element.
  ///
  /// ```swift
  /// let value: Float = try weight[1, 2]
  /// let other = try weight[1, 3, as: Float.self]
  /// ```
  /// Where many are read, ``withSpan(of:_:)`` is faster.
  ///
  /// - Parameters:
  ///   - indices: One for each dimension, outermost first, each in 0..<size.
  ///   - type: The type of the element, which is the tensor's.
  /// - Throws: `unsupportedDType` where the elements have another type, `invalidArgument` where the indices are not
  ///   as many as the dimensions, or one is out of range.
  public subscript<Element: TensorElement>(
    indices: Int..., as type: Element.Type = Element.self
  ) -> Element {
    get throws(TensorInitError) {
      let elements = try elements(of: type)
      let offset = try offset(of: indices)
      return withExtendedLifetime(self) { elements[offset] }
    }
  }

  /// Gives one element a value, converted to the tensor's dtype as ``copyElements(from:)`` does.
  ///
  /// ```swift
  /// try weight.setElement(at: 1, 2, to: 0.5)
  /// ```
  ///
  /// - Parameters:
  ///   - indices: One for each dimension, outermost first, each in 0..<size.
  ///   - value: A number of any type that has a dtype.
  /// - Throws: `invalidArgument` where the indices are not as many as the dimensions, or one is out of range; then
  ///   nothing was written.
  public func setElement(
    at indices: Int..., to value: some TensorElement
  ) throws(TensorInitError) {
    let target = view(of: 1, from: try offset(of: indices), as: [])
    try target.copyElements(from: Tensor([value], shape: []))
  }

  /// The element of a tensor that has only one, whatever the number of its dimensions.
  ///
  /// ```swift
  /// let first: Float = try bias[0].item()
  /// ```
  ///
  /// - Parameter type: The type of the element, which is the tensor's.
  /// - Throws: `invalidShape` where there is not exactly one element, `unsupportedDType` where it has another type.
  public func item<Element: TensorElement>(
    as type: Element.Type = Element.self
  ) throws(TensorInitError) -> Element {
    guard count == 1 else {
      throw .inCall("item", .invalidShape(given: "\(shape)", expected: "a shape of 1 element"))
    }
    let elements = try elements(of: type)
    return withExtendedLifetime(self) { elements[0] }
  }

  /// The number of an element in row-major order.
  private func offset(of indices: [Int]) throws(TensorInitError) -> Int {
    guard indices.count == rank else {
      throw .invalidArgument(
        argument: "indices", given: "\(indices)",
        expected: rank == 0
          ? "none, as a scalar has no dimensions"
          : "\(Names.counted(rank, "number")), one for each dimension")
    }
    var offset = 0
    for (dimension, (index, size)) in zip(indices, shape).enumerated() {
      guard index >= 0, index < size else {
        throw .invalidArgument(
          argument: "index \(dimension)", given: "\(index)",
          expected: size == 0
            ? "none, since dimension \(dimension) has size 0" : "an index in 0..<\(size)")
      }
      offset = offset * size + index
    }
    return offset
  }
}
