import ArgumentParser
import TensorInit
import TensorInitRecipes

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Derive a checkpoint's values again, and compare every bit.",
    discussion: """
      Each tensor is made again in parts, as the recipe says, and compared with the file. The seed, the \
      generator and the stream's version are those that the file's metadata tell, if nothing else is said.

      Of a checkpoint that was trained it tells which tensors are still as they were at the start.

      The exit status is 0 only if the file has all tensors of the recipe and no other, and all are equal.
      """)

  @Argument(
    help: "The checkpoint: .safetensors, the .index.json of several, .npz or .npy.")
  var file: String

  @OptionGroup
  var recipe: RecipeOptions

  @OptionGroup
  var source: OptionalGeneratorOptions

  @Flag(help: "Show the result as JSON.")
  var json = false

  @Flag(help: "Show neither progress nor the tensors that are equal.")
  var quiet = false

  @Option(
    parsing: .unconditional,
    help: "The most threads to use; without it, one for each core.")
  var threads: Int?

  func run() throws {
    let reader = try CheckpointReader(path: file)
    let algorithm = try source.algorithm(of: reader)
    let recipe = try recipe.read(for: algorithm)
    let generator = try source.generator(algorithm, of: reader, recipe)
    let progress = ProgressBar(total: recipe.byteCount, isQuiet: quiet || json)
    defer { progress.erase() }
    let verdicts = try CheckpointVerifier(reader).verify(
      recipe.tensors, ties: recipe.ties, using: generator, threads: threads
    ) { name, byteCount in
      progress.advance(by: byteCount, of: name)
    }
    progress.erase()
    let report = VerificationReport(
      file: file, recipe: recipe, generator: generator,
      isDraft: OptionalGeneratorOptions.isDraft(reader),
      verdicts: verdicts, isQuiet: quiet)
    try StandardOutput.write(json ? report.json : report.text)
    guard report.isEqual else { throw ExitCode.failure }
  }
}

/// Where a checkpoint's random numbers came from, as the command line or else the file says.
struct OptionalGeneratorOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "The seed; without it, the file's, or else the recipe's.")
  var seed: UInt64?

  @Option(help: "The generator: ars, philox, torch or ktorch; without it, the file's, or else ars.")
  var generator: String?

  @Option(
    parsing: .unconditional,
    help:
      "The version of the stream of ars or philox; without it, the file's, or else the standard one."
  )
  var streamVersion: Int?

  func algorithm(of reader: CheckpointReader) throws(TensorInitError) -> Generator.Algorithm {
    if let generator { return try Generator.Algorithm(named: generator) }
    guard let name = reader.metadata["generator"] else { return .standard }
    do throws(TensorInitError) {
      return try Generator.Algorithm(named: name)
    } catch {
      throw .fileFailure(
        path: reader.path, operation: "take the generator from its metadata", reason: "\(error)")
    }
  }

  /// - Throws: `invalidArgument` where nobody says the seed, and for what the file says wrong.
  func generator(
    _ algorithm: Generator.Algorithm, of reader: CheckpointReader, _ recipe: Recipe
  ) throws(TensorInitError) -> Generator {
    func number<Number: FixedWidthInteger>(_ key: String) throws(TensorInitError) -> Number? {
      guard let text = reader.metadata[key] else { return nil }
      guard let number = Number(text) else {
        throw .fileFailure(
          path: reader.path, operation: "take \(key) from its metadata",
          reason: "it is '\(text)'; expected a number, or the option")
      }
      return number
    }
    var seed = seed
    if seed == nil { seed = try number("seed") ?? recipe.seed }
    guard let seed else {
      throw .invalidArgument(
        argument: "--seed", given: "none",
        expected: "one, as neither the file nor the recipe has it")
    }
    var version = streamVersion
    if version == nil, !algorithm.isSequential { version = try number("stream_version") }
    guard let version else { return Generator(algorithm: algorithm, seed: seed) }
    return try Generator(algorithm: algorithm, seed: seed, streamVersion: version)
  }

  /// Whether a file is of the time before version 1 of the stream was frozen.
  static func isDraft(_ reader: CheckpointReader) -> Bool {
    reader.metadata["stream_version"] != nil && reader.metadata["stream_frozen"] != "true"
  }
}
