/// A 16-bit floating-point number with the exponent range of `Float` and 8 significant bits.
public struct BFloat16: Sendable, Hashable {
  /// Sign, 8 bits of exponent and 7 of significand: the upper half of a `Float`'s.
  public var bitPattern: UInt16

  /// The number with these bits.
  public init(bitPattern: UInt16) {
    self.bitPattern = bitPattern
  }

  /// The nearest value to `value`; ties go to the even bit pattern.
  public init(_ value: Float) {
    guard !value.isNaN else {
      self.init(bitPattern: UInt16(truncatingIfNeeded: value.bitPattern >> 16) | 0x40)
      return
    }
    let bits = value.bitPattern
    self.init(bitPattern: UInt16(truncatingIfNeeded: (bits + 0x7fff + (bits >> 16 & 1)) >> 16))
  }

  /// The nearest value to `value`, rounded once.
  public init(_ value: Double) {
    // Rounding to odd keeps, in the last bit of the Float, whether anything was cut off, so that the
    // second rounding decides as if it saw all of the Double.
    var nearest = Float(value)
    if nearest.isFinite, Double(nearest) != value {
      if Double(nearest.magnitude) > value.magnitude {
        nearest = Float(bitPattern: nearest.bitPattern - 1)
      }
      nearest = Float(bitPattern: nearest.bitPattern | 1)
    }
    self.init(nearest)
  }
}

extension Float {
  /// The same number: every bfloat16 is a `Float`.
  public init(_ value: BFloat16) {
    self.init(bitPattern: UInt32(value.bitPattern) << 16)
  }
}

extension BFloat16: CustomStringConvertible {
  public var description: String { "\(Float(self))" }
}
