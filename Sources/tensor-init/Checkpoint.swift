import ArgumentParser
import Foundation
import TensorInit
import TensorInitRecipes

struct Checkpoint: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Initialize a model's tensors into a checkpoint file.",
    discussion: """
      A recipe lists the model's tensors:

        name: two-layers
        dtype: float32
        seed: 42
        tensors:
          layers.{0..1}.weight: {shape: [64, 64], initializer: xavier_uniform}
          layers.{0..1}.bias: {shape: [64], initializer: zeros, dtype: float64}
          steps: {shape: [], initializer: zeros, dtype: int64, buffer: true}

      Each tensor draws from the stream of its own name, so that its values stay the same when others \
      come and go. From PyTorch's generators they draw one after the other, in the recipe's order.

      The file appears when it is whole.

      Several processes, started by mpirun, srun or torchrun or told --rank and --world-size, each make \
      shards of their own, and whoever finds all complete adds the index. They need a seed, and a folder \
      that all of them see. Shards that are there already are kept, so that a second run makes what is \
      missing.
      """)

  @OptionGroup
  var recipe: RecipeOptions

  @Option(help: "The file to write: .safetensors, .npz or .npy.")
  var output: String?

  @Flag(help: "Write nothing, and show every tensor's initializer, fans, deviation and size.")
  var dryRun = false

  @Flag(help: "Show what --dry-run does as JSON.")
  var json = false

  @OptionGroup
  var source: GeneratorOptions

  @Option(
    parsing: .unconditional,
    help: """
      The most bytes of tensors in one file, for example 5GB; beyond, several are made. Several processes \
      use 5GB if nothing is said.
      """)
  var shardSize: String?

  @OptionGroup
  var processes: ProcessOptions

  @Flag(
    help: """
      Let several processes replace another checkpoint's files of these names, its index first; one \
      process always replaces them, when its own are whole.
      """)
  var replace = false

  @Flag(help: "Show neither progress nor summary.")
  var quiet = false

  @Option(
    parsing: .unconditional,
    help: """
      The most threads to use; without it, one for each core, or this process's share of them.
      """)
  var threads: Int?

  func validate() throws {
    if output == nil, !dryRun {
      throw ValidationError("Missing expected argument '--output <output>'")
    }
    if json, !dryRun { throw ValidationError("--json is for --dry-run") }
  }

  func run() throws {
    let start = ContinuousClock.now
    let generator = try source.makeGenerator()
    let recipe = try recipe.read(for: generator.algorithm)
    guard !dryRun, let output else {
      let table = try PlanTable(recipe)
      return try StandardOutput.write(json ? table.json : table.text)
    }
    let place = try processes.place()
    let isShared = place.map { $0.worldSize > 1 } ?? false
    let shardByteCount = try (shardSize ?? (isShared ? Self.sharedShardSize : nil)).map {
      try CommandLineValues.byteCount($0, option: "--shard-size")
    }
    let format = try TensorFileFormat(path: output)
    try format.check(tensorCount: recipe.tensors.count, shardByteCount: shardByteCount)
    if isShared { try requireSameValuesEverywhere(of: generator, recipe) }
    if source.seed == nil, let seed = recipe.seed { generator.reseed(seed) }
    // What is wrong now is so in the recipe.
    let plan = try recipe.tensorsPlace.locating { () throws(TensorInitError) in
      try CheckpointPlan(
        path: output, declarations: recipe.tensors, shardByteCount: shardByteCount,
        metadata: provenance(of: generator, ["recipe": recipe.name]))
    }
    if isShared { try requireOthers(than: recipe.keptPaths, among: plan.paths) }
    let threads = threads ?? ProcessOptions.threads(of: place)
    var summary = Summary(
      recipe: recipe, plan: plan, seed: generator.seed, place: place, threads: threads)
    if isShared, let place {
      try writePart(of: recipe, as: plan, using: generator, threads, place, &summary)
    } else {
      try write(recipe, as: plan, using: generator, threads)
    }
    summary.duration = ContinuousClock.now - start
    if !quiet { try StandardOutput.write(summary.text) }
  }

  /// What Hugging Face's libraries use.
  private static let sharedShardSize = "5GB"

  /// - Throws: `invalidArgument` where several processes would draw other values than one.
  private func requireSameValuesEverywhere(
    of generator: Generator, _ recipe: Recipe
  ) throws(TensorInitError) {
    guard !generator.algorithm.isSequential else {
      throw .invalidArgument(
        argument: "--generator", given: "'\(generator.algorithm)' in several processes",
        expected: "ars or philox, as PyTorch's generators draw one tensor after the other")
    }
    guard source.seed != nil || recipe.seed != nil else {
      throw .invalidArgument(
        argument: "--seed", given: "none in several processes",
        expected: "one, here or in the recipe, as each would take another")
    }
  }

  /// - Throws: `invalidArgument` where a process would replace what others still read.
  private func requireOthers(
    than kept: [String], among paths: [String]
  ) throws(TensorInitError) {
    func resolved(_ path: String) -> String {
      URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }
    let written = Set(paths.map(resolved))
    guard let path = kept.first(where: { written.contains(resolved($0)) }) else { return }
    throw .invalidArgument(
      argument: "--output", given: "such that \(path) would be replaced",
      expected: "another name in several processes, which all read the values that the recipe keeps"
    )
  }

  private func write(
    _ recipe: Recipe, as plan: CheckpointPlan, using generator: Generator, _ threads: Int?
  ) throws {
    let writer = try CheckpointWriter(plan)
    let progress = ProgressBar(total: recipe.byteCount, isQuiet: quiet)
    defer { progress.erase() }
    try writer.write(
      recipe.tensors, using: generator, threads: threads
    ) { name, byteCount in
      progress.advance(by: byteCount, of: name)
    }
    progress.showWait("waiting for the disk")
    try writer.commit()
    warn(of: plan.earlierPaths())
  }

  /// Writes this process's shards, and the index if all are there then.
  private func writePart(
    of recipe: Recipe, as plan: CheckpointPlan, using generator: Generator, _ threads: Int?,
    _ place: ProcessPlace, _ summary: inout Summary
  ) throws {
    let checkpoint = try SharedCheckpoint(
      plan, rank: place.rank, worldSize: place.worldSize, isReplacing: replace)
    summary.ownPaths = checkpoint.paths
    do {
      let missing = try checkpoint.missingTensors()
      summary.writtenByteCount = try missing.reduce(0) { try $0 + $1.byteCount }
      // One line on a terminal that all may share.
      let progress = ProgressBar(
        total: summary.writtenByteCount, isQuiet: quiet || place.rank != 0)
      defer { progress.erase() }
      try checkpoint.write(
        recipe.tensors, using: generator, threads: threads
      ) { name, byteCount in
        progress.advance(by: byteCount, of: name)
      }
      progress.showWait("looking for the others' shards")
      summary.missingPaths = try checkpoint.publishIndex()
    } catch {
      let missing = checkpoint.missingPaths()
      if !missing.isEmpty {
        let names = missing.map(\.displayed).joined(separator: ", ")
        StandardError.print("Rank \(place.rank) of \(place.worldSize) leaves missing: \(names)")
      }
      throw error
    }
    if summary.missingPaths.isEmpty { warn(of: plan.earlierPaths()) }
  }

  /// Tells of files of earlier checkpoints that a program may load instead of this one.
  private func warn(of earlier: [String]) {
    guard let first = earlier.first else { return }
    let text =
      switch earlier.count {
      case 1: "\(first.displayed) is of an earlier checkpoint; remove it, or programs may load it"
      case 2:
        "\(first.displayed) and \(earlier[1].displayed) are of earlier checkpoints; remove them, or "
          + "programs may load them"
      case let count:
        "\(first.displayed) and \(count - 1) more files, to \(earlier[count - 1].displayed), are of "
          + "earlier checkpoints; remove them, or programs may load them"
      }
    StandardError.print("Warning: \(text) instead")
  }
}
