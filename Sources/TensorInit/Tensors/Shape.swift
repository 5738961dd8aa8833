/// The sizes of a tensor's dimensions, outermost first; `[]` is a scalar.
public typealias Shape = [Int]

extension Shape {
  /// The number of elements of a tensor of this shape, the product of its sizes.
  ///
  /// - Throws: `invalidShape` where a size is negative, or where the elements' bytes, those of sizes of
  ///   0 left out, overflow half of `Int`.
  package func elementCount(of dtype: DType, function: String) throws(TensorInitError) -> Int {
    var count = 1
    // Half, and without regard to zeros, so that products and sums of some of the sizes fit too.
    var bytes = 2 * dtype.byteCount
    for size in self {
      count &*= size
      if size == 0 { continue }
      let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
      guard size > 0, !overflow else {
        throw .invalidShape(
          function: function, given: self,
          expected: size < 0 ? "sizes of 0 or more" : "a size in bytes that fits 62 bits")
      }
      bytes = product
    }
    return count
  }

  /// The number of elements; only for a shape whose count was checked when its tensor was made.
  package var checkedElementCount: Int { reduce(1, *) }
}
