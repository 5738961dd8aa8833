import TensorInit
import TensorInitRecipes

/// What a finished checkpoint is, in two columns.
struct Summary {
  let recipe: Recipe
  let paths: [String]
  let seed: UInt64
  let byteCount: Int
  let duration: Duration

  var text: String {
    let width = rows.map(\.label.count).max() ?? 0
    return rows.map { row in
      let padding = String(repeating: " ", count: width - row.label.count)
      return "\(row.label)\(padding)   \(row.value.displayed)\n"
    }.joined()
  }

  private var rows: [(label: String, value: String)] {
    let seconds = duration / .seconds(1)
    let buffers = recipe.tensors.count { $0.spec.isBuffer }
    var rows = [("recipe", "\(recipe.name) (\(recipe.path))")]
    if paths.count == 1 {
      rows.append(("file", paths[0]))
    } else {
      rows.append(("files", paths[0]))
      if paths.count > 2 { rows.append(("", "to \(paths[paths.count - 2])")) }
      rows.append(("index", paths[paths.count - 1]))
    }
    rows += [
      ("seed", "\(seed)"),
      ("tensors", Quantities.grouped(recipe.tensors.count)),
      ("parameters", Quantities.grouped(recipe.parameterCount)),
    ]
    if buffers > 0 {
      rows.append(
        (
          "buffers",
          "\(Quantities.grouped(recipe.bufferCount)) in \(Quantities.grouped(buffers)) tensors"
        ))
    }
    rows += [
      ("size", size),
      ("time", "\(Quantities.decimal(seconds, places: 2)) s"),
      ("speed", "\(Quantities.decimal(Double(byteCount) / seconds / 1e9, places: 2)) GB/s"),
    ]
    return rows
  }

  private var size: String {
    let rounded = Quantities.bytes(byteCount)
    let exact = "\(Quantities.grouped(byteCount)) bytes"
    return rounded == exact ? exact : "\(rounded) (\(exact))"
  }
}

/// Numbers as people read them.
enum Quantities {
  /// With a comma before every three digits: 124,439,808.
  static func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// In the largest unit of which there is at least one: 497.8 MB.
  static func bytes(_ count: Int) -> String {
    let units = ["kB", "MB", "GB", "TB", "PB", "EB"]
    var value = Double(count)
    var unit = "bytes"
    for larger in units where value >= 999.95 {
      value /= 1000
      unit = larger
    }
    return unit == "bytes" ? "\(count) bytes" : "\(decimal(value, places: 1)) \(unit)"
  }

  static func decimal(_ value: Double, places: Int) -> String {
    let scale = (0..<places).reduce(1) { scale, _ in scale * 10 }
    let scaled = Int((value * Double(scale)).rounded())
    let fraction = String(scaled % scale)
    let zeros = String(repeating: "0", count: places - fraction.count)
    return "\(scaled / scale).\(zeros)\(fraction)"
  }
}
