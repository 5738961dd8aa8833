/// A number, an array of numbers, or nested arrays of them: what a tensor can be made from and give back.
///
/// `Float`, `[Int32]` and `[[[Double]]]` are; the dtype is that of the innermost type. The numbers are of one
/// of eleven types, those with a dtype: `Float`, `Double`, `Float16`, `BFloat16`, `Int8`, `Int16`, `Int32`,
/// `Int64`, `Int` (as int64), `UInt8` and `Bool`. Others, such as `UInt32`, have none.
public protocol NestedArray {
  /// The innermost type.
  associatedtype Leaf: TensorElement

  /// How many arrays lie within each other; 0 for a number.
  static var nestingDepth: Int { get }

  /// Appends the numbers in row-major order.
  ///
  /// - Parameter shape: The sizes from this level on, `nil` where no array was met yet.
  /// - Throws: `invalidArgument` where an array's size is not that of its siblings.
  func append(
    to leaves: inout [Leaf], shape: inout ArraySlice<Int?>
  ) throws(TensorInitError)

  /// The next numbers, as arrays of these sizes.
  init(next leaves: inout ArraySlice<Leaf>, shape: ArraySlice<Int>)
}

extension NestedArray where Self: TensorElement {
  public static var nestingDepth: Int { 0 }

  public func append(
    to leaves: inout [Self], shape: inout ArraySlice<Int?>
  ) throws(TensorInitError) {
    leaves.append(self)
  }

  public init(next leaves: inout ArraySlice<Self>, shape: ArraySlice<Int>) {
    self = leaves.removeFirst()
  }
}

extension Array: NestedArray where Element: NestedArray {
  public typealias Leaf = Element.Leaf

  public static var nestingDepth: Int { Element.nestingDepth + 1 }

  public func append(
    to leaves: inout [Leaf], shape: inout ArraySlice<Int?>
  ) throws(TensorInitError) {
    let level = shape.startIndex
    guard count == shape[level] ?? count else {
      throw .invalidArgument(
        function: "nested array", argument: "an array", given: "of \(count) elements",
        expected: "\(shape[level] ?? 0) as in the arrays beside it")
    }
    shape[level] = count
    for element in self { try element.append(to: &leaves, shape: &shape[(level + 1)...]) }
  }

  public init(next leaves: inout ArraySlice<Leaf>, shape: ArraySlice<Int>) {
    self.init()
    let size = shape.first ?? 0
    reserveCapacity(size)
    for _ in 0..<size { append(Element(next: &leaves, shape: shape.dropFirst())) }
  }
}

extension Tensor {
  /// A tensor of the numbers in nested arrays, one dimension for each level.
  ///
  /// - Throws: `invalidArgument` where arrays of one level differ in size.
  public init<Values: NestedArray>(nested values: Values) throws(TensorInitError) {
    var leaves: [Values.Leaf] = []
    var sizes = [Int?](repeating: nil, count: Values.nestingDepth)[...]
    try values.append(to: &leaves, shape: &sizes)
    try self.init(leaves, shape: sizes.map { $0 ?? 0 })
  }

  /// The elements as nested arrays, one level for each dimension.
  ///
  /// - Throws: `unsupportedDType` or `invalidShape` where the type's elements or levels are not this
  ///   tensor's.
  public func nested<Values: NestedArray>(
    as type: Values.Type = Values.self
  ) throws(TensorInitError) -> Values {
    guard rank == Values.nestingDepth else {
      throw .invalidShape(
        function: "conversion to \(type)", given: shape,
        expected: "\(Values.nestingDepth) dimensions")
    }
    var leaves = try [Values.Leaf](self)[...]
    return Values(next: &leaves, shape: shape[...])
  }
}
