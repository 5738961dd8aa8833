import ArgumentParser
import TensorInit
import TensorInitRecipes

/// A recipe, and what a command line says of it.
struct RecipeOptions: ParsableArguments {
  @Argument(help: "The recipe, a YAML file.")
  var recipe: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      """
      A variable of the recipe and its value or formula, as in L=24, or size=70b for one of its sizes; \
      may be repeated.
      """, valueName: "name=value"))
  var settings: [String] = []

  @Option(
    help: """
      A file whose tensors the recipe's rules are for: names, shapes and dtypes of a .safetensors file, of \
      an .index.json of shards, or of a .json list.
      """)
  var like: String?

  /// The recipe, checked for a generator's algorithm.
  func read(for algorithm: Generator.Algorithm) throws(TensorInitError) -> Recipe {
    try Recipe(
      contentsOf: recipe, setting: try CommandLineValues.settings(settings),
      like: try like.map { path throws(TensorInitError) in try TensorList(contentsOf: path) },
      for: algorithm)
  }
}
