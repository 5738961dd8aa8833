/// How many floating-point numbers away from each other two numbers are.
///
/// ```
/// |rank(a) - rank(b)|,    rank = the bits without the sign, negated where the sign is set
/// ```
///
/// Both zeros have rank 0, so steps across zero count once; infinity is one step beyond the
/// greatest finite number. nan is 0 from nan and `UInt32.max` from everything else.
public func ulpDistance(_ a: Float, _ b: Float) -> UInt32 {
  if a.isNaN || b.isNaN { return a.isNaN && b.isNaN ? 0 : .max }
  let rankA = Int64(a.magnitude.bitPattern) * (a.sign == .minus ? -1 : 1)
  let rankB = Int64(b.magnitude.bitPattern) * (b.sign == .minus ? -1 : 1)
  return UInt32((rankA - rankB).magnitude)
}

/// How many floating-point numbers away from each other two numbers are.
///
/// As for `Float`; nan is 0 from nan and `UInt64.max` from everything else.
public func ulpDistance(_ a: Double, _ b: Double) -> UInt64 {
  if a.isNaN || b.isNaN { return a.isNaN && b.isNaN ? 0 : .max }
  let rankA = a.magnitude.bitPattern
  let rankB = b.magnitude.bitPattern
  // Added, not subtracted, across zero: the sum fits, since infinity's rank is below 2^63.
  if a.sign != b.sign { return rankA + rankB }
  return rankA > rankB ? rankA - rankB : rankB - rankA
}
