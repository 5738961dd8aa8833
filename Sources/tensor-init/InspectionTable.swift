import TensorInit
import TensorInitInspection

/// What was found in a checkpoint, for people and for programs.
struct InspectionTable {
  private let inspection: CheckpointInspection

  init(_ inspection: CheckpointInspection) {
    self.inspection = inspection
  }

  // MARK: For people

  var text: String {
    let hasDigests = inspection.digest != nil
    var table = TextTable(
      [
        "name", "shape", "dtype", "bytes", "smallest", "largest", "mean", "std", "zeros", "nan",
        "inf",
        "values",
      ] + (hasDigests ? ["sha256"] : []), texts: (before: 3, after: hasDigests ? 2 : 1))
    table.rows = inspection.tensors.map { cells($0) + (hasDigests ? [$0.digest ?? "-"] : []) }
    var text = table.text
    for group in inspection.equalTensors {
      let names = group.tensors.map { inspection.tensors[$0].name.displayed }
      text += "\(names.joined(separator: " = "))\n"
    }
    let totals = inspection.totals
    text +=
      "\(Names.counted(totals.tensorCount, "tensor")), "
      + "\(Quantities.grouped(totals.elementCount)) elements, "
      + "\(Quantities.grouped(totals.byteCount)) bytes; "
      + "\(Quantities.grouped(totals.zeroCount)) zeros, \(Quantities.grouped(totals.nanCount)) NaN, "
      + "\(Quantities.grouped(totals.infiniteCount)) infinite\n"
    if let digest = inspection.digest { text += "sha256 of all: \(digest)\n" }
    for warning in inspection.warnings { text += "Warning: \(warning.text.displayed)\n" }
    return text
  }

  private func cells(_ found: TensorInspection) -> [String] {
    let statistics = found.statistics
    func number(_ value: Double?) -> String { value?.rounded(toDigits: 5).plain ?? "-" }
    func count(_ value: Int?) -> String { value.map(String.init) ?? "-" }
    let ends =
      statistics?.integers.map { ("\($0.lowerBound)", "\($0.upperBound)") }
      ?? (number(statistics?.smallest), number(statistics?.largest))
    return [
      found.name.displayed, "\(found.tensor.shape)",
      found.tensor.dtypeName.displayed,
      "\(found.tensor.byteCount)", ends.0, ends.1, number(statistics?.mean),
      number(statistics?.deviation), statistics.map { Self.percent($0) } ?? "-",
      count(statistics?.nanCount), count(statistics?.infiniteCount), Self.values(of: found),
    ]
  }

  private static func percent(_ statistics: TensorStatistics) -> String {
    guard statistics.zeroCount > 0 else { return "0" }
    let share = statistics.zeroShare * 100
    return share < 0.001 ? "<0.001%" : "\(share.rounded(toDigits: share > 99 ? 5 : 3).plain)%"
  }

  /// What the values look like, and the usual scheme that has their deviation.
  private static func values(of found: TensorInspection) -> String {
    guard !found.appearances.isEmpty else { return "-" }
    let texts = found.appearances.map(\.text).joined(separator: "; ")
    guard let scheme = found.schemes.first, Double(scheme.name) == nil else { return texts }
    return "\(texts) [\(scheme.name)]"
  }

  // MARK: For programs

  var json: String {
    let totals = inspection.totals
    let metadata = inspection.metadata.map { "\(jsonText($0.key)): \(jsonText($0.value))" }
    let equal = inspection.equalTensors.map { names($0.tensors) }
    let warnings = inspection.warnings.map {
      """
      {"kind": "\($0.kind.rawValue)", "tensors": \(names($0.tensors)), "text": \(jsonText($0.text))}
      """
    }
    let digest = inspection.digest.map { "\n  \"sha256\": \"\($0)\"," } ?? ""
    return """
      {
        "path": \(jsonText(inspection.path)),
        "files": [\(inspection.files.map(jsonText).joined(separator: ", "))],
        "metadata": {\(metadata.joined(separator: ", "))},
        "elements": \(totals.elementCount),
        "bytes": \(totals.byteCount),
        "zeros": \(totals.zeroCount),
        "nan": \(totals.nanCount),
        "infinite": \(totals.infiniteCount),\(digest)
        "equal": [\(equal.joined(separator: ", "))],
        "warnings": [\(warnings.joined(separator: ", "))],
        "tensors": [
      \(inspection.tensors.map { "    \(json(of: $0))" }.joined(separator: ",\n"))
        ]
      }

      """
  }

  private func names(_ tensors: [Int]) -> String {
    "[\(tensors.map { jsonText(inspection.tensors[$0].name) }.joined(separator: ", "))]"
  }

  private func json(of found: TensorInspection) -> String {
    var members = [
      "\"name\": \(jsonText(found.name))",
      "\"file\": \(jsonText(found.tensor.path))",
      "\"shape\": \(found.tensor.shape)",
      "\"dtype\": \(jsonText(found.tensor.dtypeName))",
      "\"stored_dtype\": \(jsonText(found.tensor.storedDType))",
      "\"elements\": \(found.elementCount)", "\"bytes\": \(found.tensor.byteCount)",
    ]
    if let fans = found.fans {
      members += ["\"fan_in\": \(fans.fanIn)", "\"fan_out\": \(fans.fanOut)"]
    }
    if let statistics = found.statistics {
      let ends =
        statistics.integers.map { ("\($0.lowerBound)", "\($0.upperBound)") }
        ?? (Self.number(statistics.smallest), Self.number(statistics.largest))
      members += [
        "\"smallest\": \(ends.0)", "\"largest\": \(ends.1)",
        "\"mean\": \(Self.number(statistics.mean))",
        "\"std\": \(Self.number(statistics.deviation))",
        "\"skewness\": \(Self.number(statistics.skewness))",
        "\"kurtosis\": \(Self.number(statistics.kurtosis))",
        "\"finite\": \(statistics.finiteCount)", "\"zeros\": \(statistics.zeroCount)",
        "\"nan\": \(statistics.nanCount)",
        "\"positive_infinite\": \(statistics.positiveInfinityCount)",
        "\"negative_infinite\": \(statistics.negativeInfinityCount)",
      ]
    }
    members.append(
      "\"values\": [\(found.appearances.map(Self.json(of:)).joined(separator: ", "))]")
    let schemes = found.schemes.map { scheme in
      let expression = scheme.expression.map { ", \"expression\": \(jsonText($0))" } ?? ""
      return """
        {"name": \(jsonText(scheme.name))\(expression), "std": \(Self.number(scheme.deviation)), \
        "ratio": \(Self.number(scheme.ratio))}
        """
    }
    members.append("\"schemes\": [\(schemes.joined(separator: ", "))]")
    if let histogram = found.histogram {
      members.append(
        """
        "histogram": {"first": \(histogram.first), "width": \(Self.number(histogram.width)), \
        "counts": \(histogram.counts)}
        """)
    }
    if !found.repeatedBlocks.isEmpty {
      let blocks = found.repeatedBlocks.map {
        "{\"axis\": \($0.axis), \"parts\": \($0.partCount), \"equal\": \($0.equalParts)}"
      }
      members.append("\"repeated_blocks\": [\(blocks.joined(separator: ", "))]")
    }
    if let digest = found.digest { members.append("\"sha256\": \"\(digest)\"") }
    return "{\(members.joined(separator: ", "))}"
  }

  private static func json(of appearance: Appearance) -> String {
    let text = "\"text\": \(jsonText(appearance.text))"
    switch appearance {
    case .constant(let value):
      return "{\"kind\": \"constant\", \"value\": \(number(value)), \(text)}"
    case .structure(let structure):
      return """
        {"kind": "structure", "name": \(jsonText(structure.name)), \
        "largest_difference": \(number(structure.largestDifference)), \(text)}
        """
    case .semiOrthogonal(let gain):
      return """
        {"kind": "semi_orthogonal", "gain": \(number(gain)), \(text)}
        """
    case .rowsOfLength(let length):
      return "{\"kind\": \"rows_of_length\", \"length\": \(number(length)), \(text)}"
    case .sparse(let sparsity):
      return "{\"kind\": \"sparse\", \"sparsity\": \(number(sparsity)), \(text)}"
    case .zeroRows(let count, let first):
      return "{\"kind\": \"zero_rows\", \"count\": \(count), \"first\": \(first), \(text)}"
    case .law(let law):
      let parameters = law.parameters.map { "\"\($0.name)\": \(number($0.value))" }
      return """
        {"kind": "law", "name": \(jsonText(law.name)), \
        "parameters": {\(parameters.joined(separator: ", "))}, "std": \(number(law.deviation)), \
        "p": \(number(law.pValue)), \(text)}
        """
    }
  }

  /// JSON has neither infinities nor NaN.
  static func number(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "null" }
    return "\(value)"
  }
}
