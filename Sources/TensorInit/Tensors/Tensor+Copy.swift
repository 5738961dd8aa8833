extension Tensor {
  /// Whether another tensor has the same shape, dtype and bits.
  ///
  /// A tensor is a handle on its elements and so has no `==`, which would have to say which of the two is meant. By
  /// their bits, nan equals itself, and 0 is not -0.
  public func hasEqualElements(to other: Tensor) -> Bool {
    guard shape == other.shape, dtype == other.dtype else { return false }
    return withUnsafeBytes { own in other.withUnsafeBytes { own.areEqual(to: $0) } }
  }

  /// A tensor of the same elements in memory of its own.
  ///
  /// It shares nothing with this one, and so can be sent to another task or actor.
  ///
  /// - Throws: `outOfMemory` where the memory can't be had.
  public func copy() throws(TensorInitError) -> sending Tensor { try cast(to: dtype) }

  /// A tensor of the elements in another dtype, converted as ``copyElements(from:)`` does.
  ///
  /// It has memory of its own, also where the dtype is the same.
  ///
  /// - Throws: `outOfMemory` where the memory can't be had, `invalidShape` where the size in bytes would
  ///   overflow.
  public func cast(to dtype: DType) throws(TensorInitError) -> sending Tensor {
    // The elements are copied: nothing of this tensor is in the other one.
    nonisolated(unsafe) let result = try Tensor(uninitialized: shape, dtype: dtype)
    try result.copyElements(from: self)
    return result
  }

  /// Gives the elements the values of another tensor's of the same shape, converted as PyTorch's `copy_`.
  ///
  /// - To a floating-point dtype, to the nearest value; to float16 and bfloat16 by way of float32.
  /// - From a floating-point to an integer dtype, without the fraction; what is out of range to the
  ///   nearest end, nan to 0.
  /// - From an integer dtype to a narrower one, its low bits.
  /// - To bool, whether it is not 0.
  ///
  /// - Throws: `invalidShape` where the shapes differ.
  public func copyElements(from source: Tensor) throws(TensorInitError) {
    guard source.shape == shape else {
      throw .inCall(
        "copyElements", .invalidShape(given: "\(source.shape)", expected: "\(shape)"))
    }
    guard source.dtype != dtype else {
      withExtendedLifetime((self, source)) {
        // The two may overlap.
        UnsafeMutableRawBufferPointer(start: baseAddress, count: byteCount).copyMemory(
          from: UnsafeRawBufferPointer(start: source.baseAddress, count: byteCount))
      }
      return
    }
    withExtendedLifetime((self, source)) {
      ElementConversion(from: source.dtype, to: dtype)
        .convert(source.baseAddress, to: baseAddress, count: count)
    }
  }
}
