#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How floating-point numbers are written: with so many significant digits.
struct NumberFormat: Sendable {
  /// 1 to 17.
  var precision = 7

  /// As C's `%g` writes it, which is what q prints.
  func text(_ value: Double) -> String {
    // %.17g has at most 24 characters.
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
      buffer.initialize(repeating: 0)
      guard let text = buffer.baseAddress else { return "" }
      _ = withVaList([Int32(precision), value]) { vsnprintf(text, buffer.count, "%.*g", $0) }
      return String(cString: text)
    }
  }
}
