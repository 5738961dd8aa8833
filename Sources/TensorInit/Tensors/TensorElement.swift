/// A Swift type that a tensor's elements can be read and written as.
public protocol TensorElement: BitwiseCopyable, Sendable, NestedArray where Leaf == Self {
  /// The dtype of tensors with elements of this type.
  static var dtype: DType { get }
}

/// An element that numbers are converted from and to.
package protocol ConvertibleElement: TensorElement {
  /// The nearest `Double`; `true` is 1.
  var doubleValue: Double { get }
  /// The element nearest to a number that is not NaN; for an integer type, within its range.
  init(nearest value: Double)
  /// The bits of the element nearest to a number, in the lowest ones.
  static func bits(nearest value: Double) -> UInt64
}

extension ConvertibleElement {
  package static func bits(nearest value: Double) -> UInt64 {
    var bits: UInt64 = 0
    withUnsafeMutableBytes(of: &bits) {
      $0.storeBytes(of: Self(nearest: value), as: Self.self)
    }
    return UInt64(littleEndian: bits)
  }
}

extension Float: ConvertibleElement {
  public static var dtype: DType { .float32 }
  package var doubleValue: Double { Double(self) }
  package init(nearest value: Double) { self.init(value) }
}
extension Double: ConvertibleElement {
  public static var dtype: DType { .float64 }
  package var doubleValue: Double { self }
  package init(nearest value: Double) { self = value }
}
extension Float16: ConvertibleElement {
  public static var dtype: DType { .float16 }
  package var doubleValue: Double { Double(self) }
  package init(nearest value: Double) { self.init(value) }
}
extension BFloat16: ConvertibleElement {
  public static var dtype: DType { .bfloat16 }
  package var doubleValue: Double { Double(Float(self)) }
  package init(nearest value: Double) { self.init(value) }
}
extension Int8: ConvertibleElement {
  public static var dtype: DType { .int8 }
}
extension Int16: ConvertibleElement {
  public static var dtype: DType { .int16 }
}
extension Int32: ConvertibleElement {
  public static var dtype: DType { .int32 }
}
extension Int64: ConvertibleElement {
  public static var dtype: DType { .int64 }
}
extension Int: ConvertibleElement {
  public static var dtype: DType { .int64 }
}
extension UInt8: ConvertibleElement {
  public static var dtype: DType { .uint8 }
}
extension Bool: ConvertibleElement {
  public static var dtype: DType { .bool }
  package var doubleValue: Double { self ? 1 : 0 }
  package init(nearest value: Double) { self = value != 0 }
}

extension FixedWidthInteger where Self: ConvertibleElement {
  package var doubleValue: Double { Double(self) }
  package init(nearest value: Double) {
    let rounded = value.rounded()
    self = Self(exactly: rounded) ?? (rounded < 0 ? .min : .max)
  }
}
