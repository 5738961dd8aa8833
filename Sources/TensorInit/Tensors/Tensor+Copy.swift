extension Tensor {
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
    switch source.dtype {
    case .float32: convert(source) { (value: Float) in value }
    case .float64: convert(source) { (value: Double) in value }
    case .float16: convert(source) { (value: Float16) in Float(value) }
    case .bfloat16: convert(source) { (value: BFloat16) in Float(value) }
    case .int8: convert(source) { (value: Int8) in Int64(value) }
    case .int16: convert(source) { (value: Int16) in Int64(value) }
    case .int32: convert(source) { (value: Int32) in Int64(value) }
    case .int64: convert(source) { (value: Int64) in value }
    case .uint8: convert(source) { (value: UInt8) in Int64(value) }
    case .bool: convert(source) { (value: Bool) in value ? 1 : 0 as Int64 }
    }
  }

  /// Converts by way of one of the three types that hold all values of several dtypes.
  private func convert<Element: TensorElement, Wide: WideNumber>(
    _ source: Tensor, _ wide: (Element) -> Wide
  ) {
    switch dtype {
    case .float32: store(source, wide) { $0.float }
    case .float64: store(source, wide) { $0.double }
    case .float16: store(source, wide) { Float16($0.float) }
    case .bfloat16: store(source, wide) { BFloat16($0.float) }
    case .int8: store(source, wide) { $0.integer() as Int8 }
    case .int16: store(source, wide) { $0.integer() as Int16 }
    case .int32: store(source, wide) { $0.integer() as Int32 }
    case .int64: store(source, wide) { $0.integer() as Int64 }
    case .uint8: store(source, wide) { $0.integer() as UInt8 }
    case .bool: store(source, wide) { $0.double != 0 }
    }
  }

  private func store<Element: TensorElement, Wide: WideNumber, Stored: TensorElement>(
    _ source: Tensor, _ wide: (Element) -> Wide, _ narrow: (Wide) -> Stored
  ) {
    withExtendedLifetime((self, source)) {
      let values = source.baseAddress.assumingMemoryBound(to: Element.self)
      let stored = baseAddress.assumingMemoryBound(to: Stored.self)
      for index in 0..<count { stored[index] = narrow(wide(values[index])) }
    }
  }
}

/// A number on its way from one dtype to another.
private protocol WideNumber {
  var float: Float { get }
  var double: Double { get }
  func integer<Integer: FixedWidthInteger>() -> Integer
}

extension Int64: WideNumber {
  fileprivate var float: Float { Float(self) }
  fileprivate var double: Double { Double(self) }
  fileprivate func integer<Integer: FixedWidthInteger>() -> Integer {
    Integer(truncatingIfNeeded: self)
  }
}

extension WideNumber where Self: BinaryFloatingPoint {
  fileprivate var float: Float { Float(self) }
  fileprivate var double: Double { Double(self) }
  fileprivate func integer<Integer: FixedWidthInteger>() -> Integer {
    if isNaN { return 0 }
    return Integer(exactly: rounded(.towardZero)) ?? (self < 0 ? .min : .max)
  }
}

extension Float: WideNumber {}
extension Double: WideNumber {}
