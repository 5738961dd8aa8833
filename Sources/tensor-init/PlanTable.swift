import TensorInit
import TensorInitRecipes

/// What a recipe says of every tensor, with what follows from its shape, for people and for programs.
struct PlanTable {
  private struct Row {
    let spec: TensorSpec
    let initializer: Initializer
    let fans: Fans?
    let deviation: Double?
    let count: Int

    var byteCount: Int { count * spec.dtype.byteCount }
  }

  private let recipe: Recipe
  private let rows: [Row]

  init(_ recipe: Recipe) throws(TensorInitError) {
    self.recipe = recipe
    var rows: [Row] = []
    rows.reserveCapacity(recipe.tensors.count)
    for tensor in recipe.tensors {
      let (spec, initializer) = (tensor.spec, tensor.initializer)
      rows.append(
        Row(
          spec: spec, initializer: initializer,
          fans: try initializer.fans(shape: spec.shape),
          deviation: try initializer.deviation(shape: spec.shape, dtype: spec.dtype),
          count: try spec.shape.elementCount(of: spec.dtype)))
    }
    self.rows = rows
  }

  // MARK: For people

  var text: String {
    var table = TextTable(
      ["name", "shape", "dtype", "initializer", "fan in", "fan out", "std", "bytes"],
      texts: (before: 4, after: 0))
    table.rows = rows.map(cells)
    var text = table.text
    for tie in recipe.ties { text += "\(tie.name.displayed) is \(tie.of.displayed)\n" }
    let tensors = Names.counted(rows.count, "tensor")
    return text
      + "\(Names.counted(recipe.parameterCount, "parameter")) and "
      + "\(Names.counted(recipe.bufferCount, "element")) of buffers in \(tensors), "
      + "\(Names.counted(recipe.byteCount, "byte"))\n"
  }

  private func cells(_ row: Row) -> [String] {
    [
      row.spec.name.displayed, "\(row.spec.shape)",
      "\(row.spec.dtype)\(row.spec.isBuffer ? " buffer" : "")", "\(row.initializer)",
      row.fans.map { "\($0.fanIn)" } ?? "-", row.fans.map { "\($0.fanOut)" } ?? "-",
      row.deviation.map { "\(Float($0))" } ?? "-", "\(row.byteCount)",
    ]
  }

  // MARK: For programs

  var json: String {
    let tensors = rows.map { row in
      var members = [
        "\"name\": \(jsonText(row.spec.name))", "\"shape\": \(row.spec.shape)",
        "\"dtype\": \"\(row.spec.dtype)\"", "\"buffer\": \(row.spec.isBuffer)",
        "\"initializer\": \(jsonText("\(row.initializer)"))",
      ]
      if let fans = row.fans {
        members += ["\"fan_in\": \(fans.fanIn)", "\"fan_out\": \(fans.fanOut)"]
      }
      if let deviation = row.deviation, deviation.isFinite {
        members.append("\"std\": \(deviation)")
      }
      members.append("\"bytes\": \(row.byteCount)")
      return "    {\(members.joined(separator: ", "))}"
    }
    let ties = recipe.ties.map { "\(jsonText($0.name)): \(jsonText($0.of))" }
    return """
      {
        "name": \(jsonText(recipe.name)),
        "parameters": \(recipe.parameterCount),
        "buffers": \(recipe.bufferCount),
        "bytes": \(recipe.byteCount),
        "tied": {\(ties.joined(separator: ", "))},
        "tensors": [
      \(tensors.joined(separator: ",\n"))
        ]
      }

      """
  }
}
