/// Numbers as people read them.
package enum Quantities {
  /// With a comma before every three digits: 124,439,808.
  package static func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// In the largest unit of which there is at least one: 497.8 MB.
  package static func bytes(_ count: Int) -> String {
    let units = ["kB", "MB", "GB", "TB", "PB", "EB"]
    var value = Double(count)
    var unit = "bytes"
    for larger in units where value >= 999.95 {
      value /= 1000
      unit = larger
    }
    return unit == "bytes" ? "\(count) bytes" : "\(decimal(value, places: 1)) \(unit)"
  }

  package static func decimal(_ value: Double, places: Int) -> String {
    let scale = (0..<places).reduce(1) { scale, _ in scale * 10 }
    let scaled = Int((value * Double(scale)).rounded())
    let fraction = String(scaled % scale)
    let zeros = String(repeating: "0", count: places - fraction.count)
    return "\(scaled / scale).\(zeros)\(fraction)"
  }
}
