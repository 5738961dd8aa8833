extension Tensor {
  /// A tensor of elements in memory of the caller's, which it neither copies nor frees.
  ///
  /// ```swift
  /// let tensor = try Tensor(unsafeMemory: pointer, shape: [64, 32], dtype: .bfloat16)
  /// try tensor.initialize(.kaimingNormal(), using: generator)
  /// ```
  /// Elements that lie apart are those of a ``StridedTensor``.
  ///
  /// - Parameters:
  ///   - memory: The first of the elements, which lie one after the other in row-major order. The memory must
  ///     stay there as long as this tensor, its copies and its views are used; nothing can check that.
  ///   - shape: The sizes of the dimensions, each 0 or more.
  ///   - dtype: The type of the elements, on whose size the memory is aligned.
  ///   - owner: An object to hold on to as long as the elements are used.
  /// - Throws: `invalidShape` where a size is negative or the size in bytes overflows, `invalidArgument` where
  ///   the memory is not aligned.
  public init(
    unsafeMemory memory: UnsafeMutableRawPointer, shape: Shape, dtype: DType = .float32,
    keeping owner: AnyObject? = nil
  ) throws(TensorInitError) {
    let count = try shape.elementCount(of: dtype)
    if count > 0 { try dtype.requireAlignment(of: memory) }
    self.init(
      shape: shape, dtype: dtype, count: count,
      storage: Storage(unsafeMemory: memory, keeping: owner), byteOffset: 0)
  }
}

extension DType {
  /// - Throws: `invalidArgument` where an element can't lie at an address.
  func requireAlignment(of memory: UnsafeMutableRawPointer) throws(TensorInitError) {
    guard Int(bitPattern: memory) % byteCount == 0 else {
      throw .invalidArgument(
        argument: "the memory's address", given: "\(memory)",
        expected: "a multiple of \(byteCount) for \(self)")
    }
  }
}
