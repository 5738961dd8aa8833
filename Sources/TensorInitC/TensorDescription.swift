import CTensorInit
import TensorInit

/// Reading a `ti_tensor` and a `ti_tensor_spec`.
enum TensorDescription {
  /// The elements that it describes.
  ///
  /// - Parameter needsData: Whether they will be written.
  fileprivate static func elements(
    _ tensor: ti_tensor, needsData: Bool = true
  ) throws(TensorInitError) -> StridedTensor {
    guard let shape = try numbers(tensor.shape, tensor.rank, "shape") else {
      throw .null("shape")
    }
    try requireKnownMembers(tensor)
    let strides = try numbers(tensor.strides, tensor.rank, "strides")
    let dtype = try dtype(tensor.dtype)
    guard let data = tensor.data ?? (shape.contains(0) || !needsData ? nowhere : nil)
    else {
      throw .null("data")
    }
    return try StridedTensor(
      unsafeMemory: data, shape: Shape(shape), strides: strides, dtype: dtype)
  }

  private static func requireKnownMembers(_ tensor: ti_tensor) throws(TensorInitError) {
    guard tensor.reserved == (nil, nil, nil, nil) else { throw unknownMember }
  }

  private static var unknownMember: TensorInitError {
    .invalidArgument(
      argument: "reserved", given: "not NULL",
      expected: "NULL, which libtensor_init \(TI_VERSION) gives no meaning")
  }

  /// The tensor that it describes without its elements.
  static func spec(_ spec: ti_tensor_spec) throws(TensorInitError) -> TensorSpec {
    let name = try text(spec.name, "name")
    do throws(TensorInitError) {
      guard let shape = try numbers(spec.shape, spec.rank, "shape") else { throw .null("shape") }
      guard spec.reserved == (nil, nil) else { throw unknownMember }
      let known = TensorSpec(
        name: name, shape: Shape(shape), dtype: try dtype(spec.dtype),
        isBuffer: spec.is_buffer != 0)
      _ = try known.byteCount
      return known
    } catch {
      throw .inTensor("'\(name)'", error)
    }
  }

  /// Which region of a larger tensor its elements are, and that one's shape; `nil` where they are all of a tensor.
  fileprivate static func part(
    _ tensor: ti_tensor, _ elements: StridedTensor
  ) throws(TensorInitError) -> (region: Region, wholeShape: Shape)? {
    guard let wholeShape = try numbers(tensor.whole_shape, tensor.whole_rank, "whole_shape") else {
      guard tensor.start == nil, tensor.offset == 0, tensor.whole_rank == 0 else {
        throw .null("whole_shape")
      }
      return nil
    }
    let region: Region =
      tensor.start == nil
      ? .elements(try range(tensor, count: elements.count))
      : .box(try box(tensor, elements.shape))
    return (region, Shape(wholeShape))
  }

  private static func range(
    _ tensor: ti_tensor, count: Int
  ) throws(TensorInitError) -> Range<Int> {
    let offset = Int(clamping: tensor.offset)
    let (end, overflow) = offset.addingReportingOverflow(count)
    guard offset >= 0, !overflow else {
      throw .code("offset", tensor.offset, "an element of the whole tensor")
    }
    return offset..<end
  }

  private static func box(
    _ tensor: ti_tensor, _ shape: Shape
  ) throws(TensorInitError) -> [Range<Int>] {
    guard tensor.offset == 0 else {
      throw .code("offset", tensor.offset, "0 beside a start")
    }
    guard tensor.rank == tensor.whole_rank,
      let start = try numbers(tensor.start, tensor.whole_rank, "start")
    else {
      throw .code("rank", tensor.rank, "whole_rank, which is \(tensor.whole_rank), beside a start")
    }
    var box: [Range<Int>] = []
    for (first, size) in zip(start, shape) {
      let (end, overflow) = first.addingReportingOverflow(size)
      guard !overflow else { throw .code("start", first, "an index of the whole tensor") }
      box.append(first..<end)
    }
    return box
  }

  /// As many numbers as there are dimensions; `nil` where the caller gave none for some.
  private static func numbers(
    _ numbers: UnsafePointer<Int64>?, _ rank: Int32, _ argument: String
  ) throws(TensorInitError) -> [Int]? {
    guard rank >= 0, rank <= highestRank else {
      throw .code(
        argument == "whole_shape" ? "whole_rank" : "rank", rank, "a number in 0...\(highestRank)")
    }
    guard let numbers else { return rank == 0 && argument == "shape" ? [] : nil }
    // One allocation, and no metadata of a generic type to look up: small calls feel both.
    return UnsafeBufferPointer(start: numbers, count: Int(rank)).map { Int(clamping: $0) }
  }

  private static func dtype(_ code: ti_dtype) throws(TensorInitError) -> DType {
    guard dtypes.indices.contains(Int(code)) else {
      throw .code("dtype", code, "one of the TI_ dtypes, 0...\(dtypes.count - 1)")
    }
    return dtypes[Int(code)]
  }

  /// By their codes.
  private static let dtypes = DType.allCases.sorted { $0.code < $1.code }

  /// More than anyone has; a mistaken number of dimensions would have memory read that is not there.
  private static let highestRank: Int32 = 64

  /// An aligned address for no elements.
  private static var nowhere: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: 64) }
}

/// Finds out what ``initialize`` would find wrong with what a `ti_tensor` describes, whose data may be NULL.
///
/// - Returns: The initializer, the shape of the tensor or of the larger one of which it is a part, and its dtype.
func check(
  _ tensor: UnsafePointer<ti_tensor>?, for algorithm: Generator.Algorithm,
  _ initializer: () throws(TensorInitError) -> Initializer
) throws(TensorInitError) -> (Initializer, wholeShape: Shape, dtype: DType) {
  guard let tensor = tensor?.pointee else { throw .null("the tensor") }
  let elements = try TensorDescription.elements(tensor, needsData: false)
  let initializer = try initializer()
  let (region, wholeShape) =
    try TensorDescription.part(tensor, elements) ?? (.all, elements.shape)
  try elements.check(initializer, asRegion: region, of: wholeShape, for: algorithm)
  return (initializer, wholeShape, elements.dtype)
}

/// Initializes what a `ti_tensor` describes, or a part of it, as a tensor that was declared.
///
/// - Throws: `invalidShape` and `unsupportedDType` where it is not of the declared shape and dtype.
func initialize(
  _ tensor: UnsafePointer<ti_tensor>?, as declaration: TensorDeclaration,
  using generator: Generator
) throws(TensorInitError) {
  guard let tensor = tensor?.pointee else { throw .null("the tensor") }
  let elements = try TensorDescription.elements(tensor)
  let part = try TensorDescription.part(tensor, elements)
  let spec = declaration.spec
  let wholeShape = part?.wholeShape ?? elements.shape
  guard wholeShape == spec.shape else {
    throw .inTensor(
      "'\(spec.name)'",
      .invalidShape(given: "\(wholeShape)", expected: "\(spec.shape), which it was declared with"))
  }
  guard elements.dtype == spec.dtype else {
    throw .inTensor(
      "'\(spec.name)'",
      .unsupportedDType(
        given: "\(elements.dtype)", expected: "\(spec.dtype), which it was declared with"))
  }
  try elements.initialize(
    declaration.initializer, asRegion: part?.region ?? .all, of: wholeShape, named: spec.name,
    using: generator, threads: ThreadCount.current)
}

/// Initializes what a `ti_tensor` describes, for the functions of an initializer.
func initialize(
  _ tensor: UnsafePointer<ti_tensor>?, _ function: StaticString, using handle: OpaquePointer? = nil,
  _ initializer: () throws(TensorInitError) -> Initializer
) -> ti_status {
  status(of: function) { () throws(TensorInitError) in
    guard let tensor = tensor?.pointee else { throw .null("the tensor") }
    let elements = try TensorDescription.elements(tensor)
    let initializer = try initializer()
    let generator = generator(handle)
    guard let part = try TensorDescription.part(tensor, elements) else {
      return try elements.initialize(
        initializer, using: generator, threads: ThreadCount.current)
    }
    try elements.initialize(
      initializer, asRegion: part.region, of: part.wholeShape, using: generator,
      threads: ThreadCount.current)
  }
}
