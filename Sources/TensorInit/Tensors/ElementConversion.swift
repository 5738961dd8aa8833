/// Elements of one dtype made of those of another, as PyTorch converts them.
///
/// - To a floating-point dtype, to the nearest value; to float16 and bfloat16 by way of float32.
/// - From a floating-point to an integer dtype, without the fraction; what is out of range to the nearest end, nan to
///   0.
/// - From an integer dtype to a narrower one, its low bits.
/// - To bool, whether it is not 0.
struct ElementConversion {
  let source: DType
  let target: DType

  init(from source: DType, to target: DType) {
    self.source = source
    self.target = target
  }

  func convert(
    _ elements: UnsafeRawPointer, to destination: UnsafeMutableRawPointer, count: Int
  ) {
    let run = Run(source: elements, destination: destination, count: count, dtype: target)
    switch source {
    case .float32: run.convert { (value: Float) in value }
    case .float64: run.convert { (value: Double) in value }
    case .float16: run.convert { (value: Float16) in Float(value) }
    case .bfloat16: run.convert { (value: BFloat16) in Float(value) }
    case .int8: run.convert { (value: Int8) in Int64(value) }
    case .int16: run.convert { (value: Int16) in Int64(value) }
    case .int32: run.convert { (value: Int32) in Int64(value) }
    case .int64: run.convert { (value: Int64) in value }
    case .uint8: run.convert { (value: UInt8) in Int64(value) }
    case .bool: run.convert { (value: Bool) in value ? 1 : 0 as Int64 }
    }
  }
}

extension DType {
  /// An element as the nearest `Double`; `true` is 1.
  func number(_ bytes: UnsafeRawBufferPointer) -> Double {
    // The file's bytes may lie anywhere.
    var (element, number) = (0 as UInt64, 0.0)
    withUnsafeMutableBytes(of: &element) { $0.copyMemory(from: bytes) }
    // A Bool of another bit pattern than 0 or 1 would be undefined.
    if self == .bool, element != 0 { element = UInt64(littleEndian: 1) }
    ElementConversion(from: self, to: .float64).convert(&element, to: &number, count: 1)
    return number
  }
}

private struct Run {
  let source: UnsafeRawPointer
  let destination: UnsafeMutableRawPointer
  let count: Int
  let dtype: DType

  /// Converts by way of one of the three types that hold all values of several dtypes.
  func convert<Element: TensorElement, Wide: WideNumber>(_ wide: (Element) -> Wide) {
    switch dtype {
    case .float32: store(wide) { $0.float }
    case .float64: store(wide) { $0.double }
    case .float16: store(wide) { Float16($0.float) }
    case .bfloat16: store(wide) { BFloat16($0.float) }
    case .int8: store(wide) { $0.integer() as Int8 }
    case .int16: store(wide) { $0.integer() as Int16 }
    case .int32: store(wide) { $0.integer() as Int32 }
    case .int64: store(wide) { $0.integer() as Int64 }
    case .uint8: store(wide) { $0.integer() as UInt8 }
    case .bool: store(wide) { $0.double != 0 }
    }
  }

  private func store<Element: TensorElement, Wide: WideNumber, Stored: TensorElement>(
    _ wide: (Element) -> Wide, _ narrow: (Wide) -> Stored
  ) {
    let values = source.assumingMemoryBound(to: Element.self)
    let stored = destination.assumingMemoryBound(to: Stored.self)
    for index in 0..<count { stored[index] = narrow(wide(values[index])) }
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
