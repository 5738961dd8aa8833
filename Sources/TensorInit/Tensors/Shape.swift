/// The sizes of a tensor's dimensions, outermost first; `[]` is a scalar.
///
/// ```swift
/// let weight = try Tensor(zeros: [out, channels, 3, 3])
/// ```
/// The sizes are checked when the shape is made. As a literal can't throw, impossible sizes make a shape too, of
/// which there is no tensor: whatever needs its number of elements throws.
public struct Shape: Sendable {
  private let sizes: [Int]
  /// The product of the sizes that are not 0; 0 where they are impossible.
  private let productWithoutZeros: Int

  /// A shape of these sizes.
  public init(_ sizes: [Int]) {
    self.sizes = sizes
    var product = 1
    for size in sizes where size != 0 {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      product = size > 0 && !overflow ? next : 0
    }
    productWithoutZeros = product
  }

  /// A shape of these sizes, such as some of another one's.
  public init(_ sizes: some Sequence<Int>) {
    self.init(Array(sizes))
  }

  /// The number of elements, the product of the sizes.
  ///
  /// - Throws: `invalidShape` where a size is negative, or where there would be 2^62 elements or more, sizes of 0
  ///   left out.
  public var elementCount: Int {
    get throws(TensorInitError) { try elementCount(ofBytes: 1) }
  }

  /// The number of elements of a tensor of a dtype.
  ///
  /// - Throws: `invalidShape` where a size is negative, or where the elements' bytes, sizes of 0 left out, don't
  ///   fit 62 bits: products and sums of some of the sizes then fit an `Int`.
  public func elementCount(of dtype: DType) throws(TensorInitError) -> Int {
    try elementCount(ofBytes: dtype.byteCount)
  }

  private func elementCount(ofBytes byteCount: Int) throws(TensorInitError) -> Int {
    guard productWithoutZeros > 0, productWithoutZeros < 1 << 62 / byteCount else {
      throw .invalidShape(
        given: "\(self)",
        expected: sizes.contains { $0 < 0 }
          ? "sizes of 0 or more" : "a size in bytes that fits 62 bits")
    }
    return sizes.contains(0) ? 0 : productWithoutZeros
  }
}

extension Shape: ExpressibleByArrayLiteral {
  public init(arrayLiteral sizes: Int...) {
    self.init(sizes)
  }
}

extension Shape: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { sizes.count }
  public subscript(dimension: Int) -> Int { sizes[dimension] }
}

extension Shape {
  /// The place of an element, an index for each dimension, by its number in row-major order.
  package func place(of element: Int) -> [Int] {
    var rest = element
    var place: [Int] = []
    for size in reversed() {
      place.append(rest % size)
      rest /= size
    }
    return place.reversed()
  }

  /// The dimension that an axis means, which may count from the end.
  ///
  /// - Throws: `invalidArgument` where the shape has no such axis.
  func index(ofAxis axis: Int, _ argument: String) throws(TensorInitError) -> Int {
    guard axis >= -count, axis < count else {
      throw .invalidArgument(
        argument: argument, given: "\(axis)",
        expected: isEmpty
          ? "an axis, of which the shape [] has none"
          : "an axis in \(-count)...\(count - 1), those of the shape \(self)")
    }
    return axis < 0 ? axis + count : axis
  }

  /// The dimensions that axes mean.
  ///
  /// - Parameter named: The dimensions that arguments have named so far, to which these are added.
  /// - Throws: `invalidArgument` where the shape has no such axis, or one is named already.
  func indices(
    ofAxes axes: [Int], _ argument: String, besides named: inout [Int: String]
  ) throws(TensorInitError) -> [Int] {
    var indices: [Int] = []
    for axis in axes {
      let index = try index(ofAxis: axis, argument)
      if let other = named.updateValue(argument, forKey: index) {
        throw .invalidArgument(
          argument: argument, given: "\(axis)",
          expected: "an axis that is given once; \(other) has dimension \(index) already")
      }
      indices.append(index)
    }
    return indices
  }
}

extension Shape: Hashable {}

/// As a list of the sizes.
extension Shape: Codable {
  public init(from decoder: any Decoder) throws {
    self.init(try [Int](from: decoder))
  }

  public func encode(to encoder: any Encoder) throws {
    try sizes.encode(to: encoder)
  }
}

extension Shape: CustomStringConvertible {
  public var description: String { "\(sizes)" }

  /// A shape written as `3x4`, or `scalar`, as the commands' option `--shape` takes it.
  ///
  /// - Throws: `invalidArgument` where the text has another form.
  package init(text: String) throws(TensorInitError) {
    var sizes: [Int] = []
    let parts = text == "scalar" ? [] : text.split(separator: "x", omittingEmptySubsequences: false)
    for part in parts {
      guard part.allSatisfy({ $0.isASCII && $0.isNumber }), let size = Int(part) else {
        throw .invalidArgument(
          argument: "--shape", given: "'\(text)'",
          expected: "sizes joined by x, as in 3x4, or 'scalar'")
      }
      sizes.append(size)
    }
    self.init(sizes)
  }
}
