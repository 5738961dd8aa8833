/// The sizes of a tensor's dimensions, outermost first; `[]` is a scalar.
public typealias Shape = [Int]

extension Shape {
  /// The number of elements of a tensor of this shape, the product of its sizes.
  ///
  /// - Throws: `invalidShape` where a size is negative, or where the elements' bytes overflow `Int`.
  package func elementCount(of dtype: DType, function: String) throws(TensorInitError) -> Int {
    guard allSatisfy({ $0 >= 0 }) else {
      throw .invalidShape(function: function, given: self, expected: "sizes of 0 or more")
    }
    if contains(0) { return 0 }
    var bytes = dtype.byteCount
    for size in self {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
      if overflow {
        throw .invalidShape(
          function: function, given: self, expected: "a size in bytes that fits 63 bits")
      }
      bytes = product
    }
    return bytes / dtype.byteCount
  }

  /// The number of elements; only for a shape whose count was checked when its tensor was made.
  package var checkedElementCount: Int { reduce(1, *) }
}
