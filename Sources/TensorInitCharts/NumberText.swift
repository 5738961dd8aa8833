import Foundation

/// Numbers as people read them.
package enum NumberText {
  /// With so many significant digits, and an exponent where there would be many zeros: `0.0200`, `1.53e-5`.
  package static func significant(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite else {
      return value.isNaN ? "NaN" : value < 0 ? "−∞" : "∞"
    }
    guard value != 0 else { return "0" }
    let text = String(format: "%.\(digits - 1)e", value)
    guard let mark = text.lastIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...])
    else { return text }
    if (-4..<6).contains(exponent) {
      return signed(String(format: "%.\(max(0, digits - 1 - exponent))f", value))
    }
    return signed("\(text[..<mark])e\(exponent)")
  }

  /// Without zeros at the end: of ticks, which are round.
  package static func plain(_ value: Double) -> String {
    let text = signed("\(value)")
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A power of ten as one: `10⁻³`; any other number without zeros at the end.
  package static func power(_ value: Double) -> String {
    let exponent = log10(value).rounded()
    guard exponent.isFinite, abs(log10(value) - exponent) < 1e-9 else { return plain(value) }
    let digits: [Character: Character] = [
      "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
      "8": "⁸", "9": "⁹",
    ]
    return "10" + String("\(Int(exponent))".map { digits[$0] ?? $0 })
  }

  /// In thousands, millions and so on, of at most three digits: `124M`, `38.6k`.
  package static func compact(_ value: Double) -> String {
    let units = [("T", 1e12), ("B", 1e9), ("M", 1e6), ("k", 1e3)]
    guard let (unit, size) = units.first(where: { value.magnitude >= 0.9995 * $0.1 }) else {
      return plain((value * 1000).rounded() / 1000)
    }
    let scaled = value / size
    let places = scaled.magnitude >= 99.95 ? 0 : scaled.magnitude >= 9.995 ? 1 : 2
    var text = signed(String(format: "%.\(places)f", scaled))
    if text.contains(".") {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return text + unit
  }

  /// With a true minus sign, which is as wide as a digit.
  private static func signed(_ text: String) -> String {
    text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }
}
