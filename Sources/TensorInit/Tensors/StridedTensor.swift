/// Elements of one dtype anywhere in memory of the caller's: a transposed matrix, every second column, an
/// array of NumPy's or PyTorch's.
///
/// ```swift
/// // The transpose of a 3x4 matrix at `memory`.
/// let transpose = try StridedTensor(unsafeMemory: memory, shape: [4, 3], strides: [1, 4])
/// try transpose.initialize(.normal(), using: generator)
/// ```
/// Each element gets the value that it would have in a ``Tensor`` of the same shape.
public struct StridedTensor {
  /// The sizes of the dimensions, outermost first; empty for a scalar.
  public let shape: Shape
  /// The type of the elements.
  public let dtype: DType
  /// The number of elements, the product of ``shape``.
  public let count: Int
  /// How the elements lie; `nil` where they follow one another.
  let layout: StridedLayout?
  let baseAddress: UnsafeMutableRawPointer
  private let owner: AnyObject?

  /// Elements in memory that stays the caller's.
  ///
  /// - Parameters:
  ///   - memory: The element with all indices 0. The memory of all elements must stay there as long as this
  ///     value is used; nothing can check that.
  ///   - shape: The sizes of the dimensions, each 0 or more.
  ///   - strides: How many elements apart neighbours along each dimension lie, negative ones too; `nil` means
  ///     contiguous and row-major.
  ///   - dtype: The type of the elements, on whose size the memory is aligned.
  ///   - owner: An object to hold on to as long as the elements are used.
  /// - Throws: `invalidShape` where a size is negative or the size in bytes overflows, `invalidArgument` where
  ///   strides are not as many as sizes or overflow, or the memory is not aligned.
  public init(
    unsafeMemory memory: UnsafeMutableRawPointer, shape: Shape, strides: [Int]? = nil,
    dtype: DType = .float32, keeping owner: AnyObject? = nil
  ) throws(TensorInitError) {
    count = try shape.elementCount(of: dtype)
    if count > 0 { try dtype.requireAlignment(of: memory) }
    self.shape = shape
    self.dtype = dtype
    self.owner = owner
    baseAddress = memory
    layout = try StridedLayout(shape: shape, strides: strides, elementSize: dtype.byteCount)
  }
}
