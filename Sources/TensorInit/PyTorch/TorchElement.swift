/// An element as C++ converts numbers to it where PyTorch does.
protocol TorchElement: ConvertibleElement {
  init(casting value: Double)
  init(casting value: Int64)
}

extension Float: TorchElement {
  init(casting value: Double) { self.init(value) }
  init(casting value: Int64) { self.init(value) }
}
extension Double: TorchElement {
  init(casting value: Double) { self = value }
  init(casting value: Int64) { self.init(value) }
}
// The 16-bit types are made from a Float, so that numbers are rounded twice.
extension Float16: TorchElement {
  init(casting value: Double) { self.init(Float(value)) }
  init(casting value: Int64) { self.init(Float(value)) }
}
extension BFloat16: TorchElement {
  init(casting value: Double) { self.init(Float(value)) }
  init(casting value: Int64) { self.init(Float(value)) }
}
extension Int8: TorchElement {}
extension Int16: TorchElement {}
extension Int32: TorchElement {}
extension Int64: TorchElement {}
extension UInt8: TorchElement {}
extension Bool: TorchElement {
  init(casting value: Double) { self = value != 0 }
  init(casting value: Int64) { self = value != 0 }
}

extension FixedWidthInteger where Self: TorchElement {
  /// As x86-64's conversions do it: to 32 bits, or to 64 for 64-bit integers, where a number out of range
  /// becomes the smallest; narrower integers then keep the lowest bits.
  init(casting value: Double) {
    if Self.bitWidth == 64 {
      self.init(truncatingIfNeeded: Int64(exactly: value.rounded(.towardZero)) ?? .min)
    } else {
      self.init(truncatingIfNeeded: Int32(exactly: value.rounded(.towardZero)) ?? .min)
    }
  }

  init(casting value: Int64) { self.init(truncatingIfNeeded: value) }
}

extension DType {
  var torchElementType: any TorchElement.Type {
    guard let type = elementType as? any TorchElement.Type else {
      preconditionFailure("C++ converts numbers to every dtype")
    }
    return type
  }
}
