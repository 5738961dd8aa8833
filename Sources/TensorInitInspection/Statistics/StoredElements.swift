import TensorInit

/// Elements as a file has them, as Doubles.
enum StoredElements {
  /// Puts the elements of a dtype, whose bytes these are, into as many Doubles; `true` is 1.
  static func convert(
    _ bytes: UnsafeRawBufferPointer, of dtype: DType, to numbers: UnsafeMutablePointer<Double>
  ) {
    switch dtype {
    case .float32: convert(bytes, to: numbers) { (bits: UInt32) in Double(Float(bitPattern: bits)) }
    case .float64: convert(bytes, to: numbers) { (bits: UInt64) in Double(bitPattern: bits) }
    case .float16: convert(bytes, to: numbers) { (bits: UInt16) in Double(float16: bits) }
    case .bfloat16:
      convert(bytes, to: numbers) { (bits: UInt16) in
        Double(Float(bitPattern: UInt32(bits) << 16))
      }
    case .int8: convert(bytes, to: numbers) { (number: Int8) in Double(number) }
    case .int16: convert(bytes, to: numbers) { (number: Int16) in Double(number) }
    case .int32: convert(bytes, to: numbers) { (number: Int32) in Double(number) }
    case .int64: convert(bytes, to: numbers) { (number: Int64) in Double(number) }
    case .uint8: convert(bytes, to: numbers) { (number: UInt8) in Double(number) }
    case .bool: convert(bytes, to: numbers) { (number: UInt8) in number == 0 ? 0 : 1 }
    }
  }

  @inline(__always)
  private static func convert<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, to numbers: UnsafeMutablePointer<Double>,
    _ number: (Bits) -> Double
  ) {
    guard let memory = bytes.baseAddress else { return }
    let size = MemoryLayout<Bits>.size
    for index in 0..<bytes.count / size {
      numbers[index] = number(
        Bits(littleEndian: memory.loadUnaligned(fromByteOffset: index * size, as: Bits.self)))
    }
  }

  /// The smallest and the largest of 64-bit integers, which Doubles don't tell apart.
  static func range(of bytes: UnsafeRawBufferPointer) -> ClosedRange<Int64>? {
    guard bytes.count >= 8 else { return nil }
    var (smallest, largest) = (Int64.max, Int64.min)
    for offset in stride(from: 0, to: bytes.count - 7, by: 8) {
      let number = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int64.self))
      smallest = min(smallest, number)
      largest = max(largest, number)
    }
    return smallest...largest
  }
}

extension Double {
  /// The number of these bits of a float16.
  ///
  /// Without the processor's conversion, which the baseline of x86 lacks.
  @inline(__always)
  fileprivate init(float16 bits: UInt16) {
    let magnitude = UInt32(bits & 0x7fff) << 13
    // The exponents differ by 112, of subnormal numbers too; that of infinities and NaN is the largest.
    let number = Float(bitPattern: magnitude) * 0x1p112
    let special = Float(bitPattern: magnitude | 0x7f80_0000)
    let value = bits & 0x7c00 == 0x7c00 ? special : number
    self = Double(bits & 0x8000 == 0 ? value : -value)
  }
}
