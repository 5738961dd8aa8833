import TensorInit
import TensorInitRecipes

/// What a finished checkpoint is, or one process's part of it, in two columns.
struct Summary {
  let recipe: Recipe
  let seed: UInt64
  /// This process's place, if it was told one.
  let place: ProcessPlace?
  /// The most threads that it used; `nil` where nobody said.
  let threads: Int?
  private let paths: [String]
  /// The shards of this process; all where there is one process.
  var ownPaths: [String]
  /// Others' shards that are not there yet.
  var missingPaths: [String] = []
  /// The bytes that this run wrote.
  var writtenByteCount: Int
  var duration = Duration.zero
  private let byteCount: Int

  init(recipe: Recipe, plan: CheckpointPlan, seed: UInt64, place: ProcessPlace?, threads: Int?) {
    self.recipe = recipe
    self.seed = seed
    self.place = place
    self.threads = threads
    paths = plan.paths
    ownPaths = plan.paths.count == 1 ? plan.paths : plan.paths.dropLast()
    byteCount = plan.byteCount
    writtenByteCount = plan.byteCount
  }

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
    if let place {
      let share = threads.map { $0 == 1 ? ", 1 thread" : ", \($0) threads" } ?? ""
      rows.append(("process", "\(place)\(share)"))
    }
    if let first = ownPaths.first {
      rows.append((ownPaths.count == 1 && paths.count == 1 ? "file" : "files", first))
      if hasAll {
        if ownPaths.count > 1 { rows.append(("", "to \(ownPaths[ownPaths.count - 1])")) }
      } else {
        rows += ownPaths.dropFirst().map { ("", $0) }
      }
    } else {
      rows.append(("files", "none of this process"))
    }
    if missingPaths.isEmpty {
      if paths.count > 1 { rows.append(("index", paths[paths.count - 1])) }
    } else {
      for (index, path) in missingPaths.enumerated() {
        rows.append((index == 0 ? "missing" : "", path))
      }
      if paths.count > 1 {
        rows.append(
          ("index", "from the process that finds these; if none does, run any of them again"))
      }
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
      ("speed", "\(Quantities.decimal(Double(writtenByteCount) / seconds / 1e9, places: 2)) GB/s"),
    ]
    return rows
  }

  /// Whether this process's shards are all of them.
  private var hasAll: Bool { ownPaths.count == max(1, paths.count - 1) }

  private var size: String {
    let rounded = Quantities.bytes(byteCount)
    let exact = "\(Quantities.grouped(byteCount)) bytes"
    return rounded == exact ? exact : "\(rounded) (\(exact))"
  }
}
