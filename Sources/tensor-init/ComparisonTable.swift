import TensorInit
import TensorInitInspection

/// How two checkpoints differ, for people and for programs.
struct ComparisonTable {
  private let comparison: CheckpointComparison

  init(_ comparison: CheckpointComparison) {
    self.comparison = comparison
  }

  /// A line for each tensor that differs, and one that sums up.
  var text: String {
    var text = ""
    for name in comparison.missing { text += "\(name.displayed) is missing\n" }
    for name in comparison.extra { text += "\(name.displayed) is extra\n" }
    let unlike = comparison.tensors.filter { $0.differences == nil }
    for found in unlike {
      text +=
        "\(found.name.displayed) is \(Self.kind(found.tensor)), in the other file "
        + "\(Self.kind(found.other))\n"
    }
    let different = comparison.tensors.filter { $0.differences.map { $0.count > 0 } ?? false }
    if !different.isEmpty {
      var table = TextTable(
        ["name", "differ", "of", "first", "largest difference"], texts: (before: 1, after: 0))
      table.rows = different.map { found in
        [
          found.name.displayed, "\(found.differences?.count ?? 0)",
          "\(Self.count(of: found.tensor))",
          found.differences?.first.map(String.init) ?? "-",
          found.differences?.largest.map { $0.rounded(toDigits: 5).plain } ?? "-",
        ]
      }
      text += table.text
    }
    let equal = comparison.tensors.count(where: \.isEqual)
    if comparison.isEqual { return "all \(Names.counted(equal, "tensor")) equal\n" }
    let counts = [
      (equal, "equal"), (different.count, "with other values"),
      (unlike.count, "of another shape or dtype"), (comparison.missing.count, "missing"),
      (comparison.extra.count, "extra"),
    ]
    return text
      + counts.filter { $0.0 > 0 }.map { "\(Names.counted($0.0, "tensor")) \($0.1)" }
      .joined(separator: ", ") + "\n"
  }

  var json: String {
    let tensors = comparison.tensors.map { found in
      var members = ["\"name\": \(jsonText(found.name))", "\"equal\": \(found.isEqual)"]
      if let differences = found.differences {
        members.append("\"differ\": \(differences.count)")
        if let first = differences.first { members.append("\"first\": \(first)") }
        if let largest = differences.largest {
          members.append("\"largest_difference\": \(InspectionTable.number(largest))")
        }
      } else {
        members += [
          "\"this\": \(jsonText(Self.kind(found.tensor)))",
          "\"other\": \(jsonText(Self.kind(found.other)))",
        ]
      }
      return "    {\(members.joined(separator: ", "))}"
    }
    return """
      {
        "path": \(jsonText(comparison.path)),
        "other": \(jsonText(comparison.otherPath)),
        "equal": \(comparison.isEqual),
        "missing": [\(comparison.missing.map(jsonText).joined(separator: ", "))],
        "extra": [\(comparison.extra.map(jsonText).joined(separator: ", "))],
        "tensors": [
      \(tensors.joined(separator: ",\n"))
        ]
      }

      """
  }

  private static func kind(_ tensor: StoredTensor) -> String {
    "\(tensor.dtypeName) \(tensor.shape)".displayed
  }

  private static func count(of tensor: StoredTensor) -> Int {
    tensor.byteCount / (tensor.dtype?.byteCount ?? 1)
  }
}
