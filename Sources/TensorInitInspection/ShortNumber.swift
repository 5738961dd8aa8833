#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Double {
  /// As it is shown: with 6 significant digits at most, and without a fraction where it is an integer.
  package var shortest: String { rounded(toDigits: 6).plain }

  /// The nearest number of so many significant decimal digits; itself where it is not finite or 0.
  package func rounded(toDigits digits: Int) -> Double {
    guard isFinite, self != 0 else { return self }
    // Through the text: a product with a power of ten would have an error of its own.
    let text = "\(magnitude)"
    var exponent = 0
    var mantissa: [UInt8] = []
    var hasPoint = false
    var isScale = false
    var scale = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "."): hasPoint = true
      case UInt8(ascii: "e"): isScale = true
      default:
        if isScale {
          scale.unicodeScalars.append(Unicode.Scalar(byte))
        } else {
          mantissa.append(byte - UInt8(ascii: "0"))
          if hasPoint { exponent -= 1 }
        }
      }
    }
    exponent += Int(scale) ?? 0
    mantissa = Array(mantissa.drop { $0 == 0 })
    guard mantissa.count > digits else { return self }
    let isUp = mantissa[digits] >= 5
    exponent += mantissa.count - digits
    var number = mantissa.prefix(digits).reduce(0) { $0 * 10 + Int($1) }
    if isUp { number += 1 }
    let nearest = Double("\(number)e\(exponent)") ?? magnitude
    // Near the largest number, one of fewer digits may be beyond it.
    let rounded = nearest.isFinite ? nearest : magnitude
    return self < 0 ? -rounded : rounded
  }

  /// The shortest text that reads back as the number, without ".0".
  package var plain: String {
    let text = "\(self)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// The next number of so many significant decimal digits that is no smaller; itself where it is not finite or 0.
  func roundedUp(toDigits digits: Int) -> Double {
    let nearest = rounded(toDigits: digits)
    guard isFinite, nearest < self else { return nearest }
    // By one of the last digit, of which a power of ten's own error is far less.
    let step = Double("1e\(Int(log10(nearest.magnitude).rounded(.down)) - digits + 1)") ?? 0
    return max(self, (nearest + step).rounded(toDigits: digits))
  }
}
