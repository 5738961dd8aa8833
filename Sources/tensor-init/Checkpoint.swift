import ArgumentParser
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
      """)

  @Argument(help: "The recipe, a YAML file.")
  var recipe: String

  @Option(help: "The file to write: .safetensors, .npz or .npy.")
  var output: String

  @OptionGroup
  var source: GeneratorOptions

  @Option(
    parsing: .unconditional,
    help: "The most bytes of tensors in one file, for example 5GB; beyond, several are made.")
  var shardSize: String?

  @Flag(help: "Show neither progress nor summary.")
  var quiet = false

  @Option(parsing: .unconditional, help: "The most threads to use; without it, one for each core.")
  var threads: Int?

  func run() throws {
    let start = ContinuousClock.now
    let shardByteCount = try shardSize.map {
      try CommandLineValues.byteCount($0, option: "--shard-size")
    }
    let generator = try source.makeGenerator()
    let format = try TensorFileFormat(path: output)
    let recipe = try Recipe(contentsOf: recipe, for: generator.algorithm)
    try format.check(tensorCount: recipe.tensors.count, shardByteCount: shardByteCount)
    if source.seed == nil, let seed = recipe.seed { generator.reseed(seed) }
    // What is wrong now is so in the recipe.
    let plan = try recipe.tensorsPlace.locating { () throws(TensorInitError) in
      try CheckpointPlan(
        path: output, tensors: recipe.tensors.map(\.spec), shardByteCount: shardByteCount,
        metadata: provenance(of: generator, ["recipe": recipe.name]))
    }
    try write(recipe, as: plan, using: generator)
    if !quiet {
      let summary = Summary(
        recipe: recipe, paths: plan.paths, seed: generator.seed, byteCount: plan.byteCount,
        duration: ContinuousClock.now - start)
      try StandardOutput.write(summary.text)
    }
  }

  private func write(_ recipe: Recipe, as plan: CheckpointPlan, using generator: Generator) throws {
    let writer = try CheckpointWriter(plan)
    let progress = ProgressBar(total: recipe.byteCount, isQuiet: quiet)
    defer { progress.erase() }
    try writer.write(recipe.tensors, using: generator, threads: threads) { name, byteCount in
      progress.advance(by: byteCount, of: name)
    }
    progress.showWait("waiting for the disk")
    try writer.commit()
    warn(of: writer.earlierPaths())
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
