import TensorInit

/// How close to a record of PyTorch an element has to be on this machine.
enum GoldenTier: Equatable {
  case exact
  /// The C library's functions gave it all 64 bits, and this one is not the one that PyTorch used.
  case within(ulps: UInt64)

  static func of(_ dtype: DType, _ operation: String, isPyTorchsLibrary: Bool) -> GoldenTier {
    let isExact = isPyTorchsLibrary || dtype != .float64 || !transcendental.contains(operation)
    return isExact ? .exact : .within(ulps: 8)
  }

  /// The operations whose elements in float64 are such functions' results, not just chosen by them.
  static let transcendental: Set = [
    "normal", "log_normal", "cauchy", "exponential", "trunc_normal",
    "seq:normal(3);normal(20);uniform(4);normal64(2,5,2);log_normal(2,0,.5)",
  ]

  /// Whether the C library is glibc on x86-64, with what it does where it may fuse.
  static let isPyTorchsLibrary: Bool = {
    #if canImport(Glibc) && arch(x86_64)
      InstructionSet.avx2.isRunnable
    #else
      false
    #endif
  }()

  /// Whether the number that has these bits is as close as it has to be.
  func admits(_ bits: UInt64, for expected: UInt64) -> Bool {
    switch self {
    case .exact: bits == expected
    case .within(let ulps): Self.distance(bits, expected) <= ulps
    }
  }

  /// How many numbers of float64 lie from one to the other.
  private static func distance(_ a: UInt64, _ b: UInt64) -> UInt64 {
    func place(_ bits: UInt64) -> Int64 {
      let magnitude = Int64(bits & .max >> 1)
      return bits >> 63 == 0 ? magnitude : -magnitude
    }
    return (place(a) - place(b)).magnitude
  }
}
