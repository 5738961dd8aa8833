internal import CFillKernels

/// Functions with the same bits on every machine, which the C library's don't have.
enum PortableMath {
  static func exp(_ x: Double) -> Double { ck_exp(x) }

  /// log(x) for x > 0.
  static func log(_ x: Double) -> Double { ck_log(x) }

  /// log(1 + x) for x > -1.
  static func log1p(_ x: Double) -> Double { ck_log1p(x) }

  /// log(e^t - 1) for t > 0.
  static func inverseSoftplus(_ t: Double) -> Double { ck_inverse_softplus(t) }

  /// log(2) in two parts, of which multiples of the first up to 2^11 are exact.
  static let logOf2High = 0x1.62e42fefa3800p-1
  static let logOf2Low = 0x1.ef35793c76730p-45
}
