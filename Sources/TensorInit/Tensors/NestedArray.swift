/// A number, an array of numbers, or nested arrays of them: what a tensor can be made from and give back.
///
/// `Float`, `[Int32]` and `[[[Double]]]` are; the dtype is that of the innermost type. The numbers are of one
/// of eleven types, those with a dtype: `Float`, `Double`, `Float16`, `BFloat16`, `Int8`, `Int16`, `Int32`,
/// `Int64`, `Int` (as int64), `UInt8` and `Bool`. Others, such as `UInt32`, have none.
public protocol NestedArray {
  /// The innermost type.
  associatedtype Leaf: TensorElement

  /// How values of this type are taken apart and made.
  static var nesting: Nesting<Self> { get }
}

/// How nested arrays of one type are taken apart and made; the library alone uses it.
public struct Nesting<Value: NestedArray> {
  /// How many arrays lie within each other; 0 for a number.
  let depth: Int
  /// Appends the numbers in row-major order.
  ///
  /// The shape has the sizes from this level on, `nil` where no array was met yet; an array whose size is not
  /// that of its siblings is an error.
  let append: (Value, inout [Value.Leaf], inout ArraySlice<Int?>) throws(TensorInitError) -> Void
  /// The next numbers, as arrays of these sizes.
  let next: (inout ArraySlice<Value.Leaf>, ArraySlice<Int>) -> Value
}

extension NestedArray where Self: TensorElement {
  public static var nesting: Nesting<Self> {
    Nesting(depth: 0) { number, leaves, _ in
      leaves.append(number)
    } next: { leaves, _ in
      leaves.removeFirst()
    }
  }
}

extension Array: NestedArray where Element: NestedArray {
  public typealias Leaf = Element.Leaf

  public static var nesting: Nesting<[Element]> {
    let inner = Element.nesting
    return Nesting(depth: inner.depth + 1) { array, leaves, shape throws(TensorInitError) in
      let level = shape.startIndex
      guard array.count == shape[level] ?? array.count else {
        throw .invalidArgument(
          argument: "a nested array", given: "of \(Names.counted(array.count, "element"))",
          expected: "\(shape[level] ?? 0) as in the arrays beside it")
      }
      shape[level] = array.count
      for element in array { try inner.append(element, &leaves, &shape[(level + 1)...]) }
    } next: { leaves, shape in
      let size = shape.first ?? 0
      var array: [Element] = []
      array.reserveCapacity(size)
      for _ in 0..<size { array.append(inner.next(&leaves, shape.dropFirst())) }
      return array
    }
  }
}

extension Tensor {
  /// A tensor of the numbers in nested arrays, one dimension for each level.
  ///
  /// - Throws: `invalidArgument` where arrays of one level differ in size.
  public init<Values: NestedArray>(nested values: Values) throws(TensorInitError) {
    let nesting = Values.nesting
    var leaves: [Values.Leaf] = []
    var sizes = [Int?](repeating: nil, count: nesting.depth)[...]
    try nesting.append(values, &leaves, &sizes)
    try self.init(leaves, shape: Shape(sizes.map { $0 ?? 0 }))
  }

  /// The elements as nested arrays, one level for each dimension.
  ///
  /// Swift's arrays take some 40 bytes each besides their elements, which many short ones make several times
  /// the tensor's memory. Of a tensor without elements, whose arrays may be far more than memory has room for,
  /// there are at most 2^20.
  ///
  /// - Throws: `unsupportedDType` or `invalidShape` where the type's elements or levels are not this
  ///   tensor's, `invalidShape` also for more empty arrays.
  public func nested<Values: NestedArray>(
    as type: Values.Type = Values.self
  ) throws(TensorInitError) -> Values {
    let nesting = Values.nesting
    guard rank == nesting.depth else {
      throw .invalidShape(
        given: "\(shape)",
        expected: "\(Names.counted(nesting.depth, "dimension")) for conversion to \(type)")
    }
    let emptyArrays = count > 0 ? 0 : shape.prefix { $0 > 0 }.reduce(1, *)
    guard emptyArrays <= Self.mostEmptyArrays else {
      throw .invalidShape(
        given: "\(shape)", expected: "one of at most \(Self.mostEmptyArrays) empty arrays")
    }
    var leaves = try [Values.Leaf](self)[...]
    return nesting.next(&leaves, Array(shape)[...])
  }

  private static let mostEmptyArrays = 1 << 20
}
