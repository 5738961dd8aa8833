import Foundation
import TensorInit
import TensorInitRecipes
import TestSupport
import Testing

@Suite("A recipe keeps the values of an older checkpoint")
struct OlderCheckpointTests {
  private static let old = """
    seed: 1
    tensors:
      wte.weight: {shape: [50, 8], initializer: normal}
      h.weight: {shape: [8, 8], initializer: normal(std=1e5)}
      head.weight: {shape: [2, 8], initializer: uniform}
      steps: {shape: [], initializer: constant(7), dtype: int64, buffer: true}
    """

  /// The tensors of a recipe beside the older checkpoint, written to files and read again.
  private func tensors(
    _ text: String, like list: TensorList? = nil, shardByteCount: Int? = nil
  ) throws -> (old: TensorDictionary, new: TensorDictionary, recipe: Recipe) {
    try withTemporaryFolder { folder in
      func make(
        _ recipe: Recipe, _ name: String, shardByteCount: Int? = nil
      ) throws -> TensorDictionary {
        let writer = try CheckpointWriter(
          path: "\(folder)/\(name)", tensors: recipe.tensors.map(\.spec),
          shardByteCount: shardByteCount)
        try writer.write(recipe.tensors, using: Generator(seed: recipe.seed ?? 0), threads: 2)
        try writer.commit()
        let last = try #require(writer.paths.last)
        return try TensorDictionary(contentsOf: last)
      }
      let old = try make(
        try Recipe(text: Self.old, path: "\(folder)/old.yaml"), "old.safetensors",
        shardByteCount: shardByteCount)
      let recipe = try Recipe(text: text, path: "\(folder)/new.yaml", like: list)
      return (old, try make(recipe, "new.safetensors"), recipe)
    }
  }

  private func fault(_ text: String, like list: TensorList? = nil) -> String {
    do {
      _ = try tensors(text, like: list)
      return ""
    } catch {
      return "\(error)".replacing(#/[^ :']*\/(?=(new|old|none)\.)/#, with: "")
    }
  }

  @Test("all of them, and rules are for what it lacks", arguments: [nil, 600])
  func lacking(shardByteCount: Int?) throws {
    let file = shardByteCount == nil ? "old.safetensors" : "old.safetensors.index.json"
    let (old, new, recipe) = try tensors(
      """
      from: \(file)
      tensors:
        wte.weight: {shape: [64, 8]}
        probe.weight: {shape: [10, 8]}
      rules: {"*": normal(std=0.02)}
      """, shardByteCount: shardByteCount)
    #expect(
      recipe.tensors.map(\.spec.name).sorted()
        == ["h.weight", "head.weight", "probe.weight", "steps", "wte.weight"])
    for name in ["h.weight", "head.weight", "steps"] {
      #expect(new[name]!.doubles() == old[name]!.doubles())
    }
    let grown = new["wte.weight"]!.doubles()
    #expect(Array(grown[..<400]) == old["wte.weight"]!.doubles())
    let drawn = try Tensor(zeros: [64, 8])
    try TensorDictionary(dictionaryLiteral: ("wte.weight", drawn)).initialize(
      .normal(std: 0.02), named: "wte.weight", using: Generator(seed: 0))
    #expect(Array(grown[400...]) == Array(drawn.doubles()[400...]))
  }

  @Test("but for what is excepted, which is drawn or left out")
  func excepted() throws {
    let (_, new, _) = try tensors(
      """
      from: {file: old.safetensors, except: ["head.*", h.weight]}
      tensors: {head.weight: {shape: [3, 4], initializer: ones}}
      """)
    #expect(new.names.sorted() == ["head.weight", "steps", "wte.weight"])
    #expect(new["head.weight"]!.doubles() == Array(repeating: 1, count: 12))
  }

  @Test("rounded to another floating-point dtype; counts stay what they are")
  func rounded() throws {
    let (old, new, _) = try tensors("from: old.safetensors\ndtype: bfloat16\n")
    for name in ["h.weight", "head.weight", "wte.weight"] {
      #expect(new[name]!.dtype == .bfloat16)
      let rounded = try Tensor(zeros: old[name]!.shape, dtype: .bfloat16)
      try rounded.copyElements(from: old[name]!)
      #expect(new[name]!.doubles() == rounded.doubles())
    }
    #expect(new["steps"]!.dtype == .int64 && new["steps"]!.doubles() == [7])
  }

  @Test("and where rounding would make an infinity, nothing is made")
  func infinities() {
    #expect(
      fault("from: {file: old.safetensors, except: [w*, head*]}\ndtype: float16\n")
        .wholeMatch(
          of:
            #/old.safetensors: can't round to float16: element \d+ of 'h.weight' is -?\d+\.\d+, beyond its largest/#
        ) != nil)
  }

  @Test("under either name of a tied tensor, as long as both have the same")
  func ties() throws {
    let tie = "from: old.safetensors\ntie: {head.weight: probe.weight}\n"
    let (old, new, recipe) = try tensors(
      tie + "tensors: {probe.weight: {shape: [2, 8], initializer: zeros}}\n")
    #expect(new["probe.weight"]!.doubles() == old["head.weight"]!.doubles())
    #expect(new["head.weight"] == nil && recipe.ties.count == 1)
    #expect(
      fault("from: old.safetensors\ntie: {head.weight: wte.weight}\n")
        == "new.yaml:1:7: 'head.weight' differs in old.safetensors from 'wte.weight', to which it is "
        + "tied; 'except' would leave it out")
  }

  @Test("for the names of another file")
  func like() throws {
    let list = TensorList(
      path: "model.json",
      tensors: [
        TensorSpec(name: "wte.weight", shape: [51, 8]),
        TensorSpec(name: "h.weight", shape: [8, 8]),
      ])
    let text = "from: {file: old.safetensors, except: [steps, head*]}\nrules: {\"*\": zeros}\n"
    let (old, new, _) = try tensors(text, like: list)
    #expect(
      new["wte.weight"]!.doubles()
        == old["wte.weight"]!.doubles() + Array(repeating: 0, count: 8))
    #expect(
      fault("from: {file: old.safetensors, except: [steps]}\nrules: {\"*\": zeros}\n", like: list)
        == "new.yaml:1:14: 'head.weight' in old.safetensors is no tensor of the model; 'except' "
        + "would leave it out")
  }

  @Test(
    "and what can't be kept is a fault with its place",
    arguments: [
      (
        "from: none.safetensors\n",
        "new.yaml:1:7: none.safetensors: can't open: No such file or directory"
      ),
      ("from: {except: [a]}\n", "new.yaml:1:7: 'from' has no 'file'"),
      (
        "from: {file: old.safetensors, except: [x]}\n",
        "new.yaml:1:40: 'x' is the name of no other tensor in old.safetensors"
      ),
      (
        "from: old.safetensors\ntensors: {h.weight: {shape: [8, 9], initializer: zeros}}\n",
        "new.yaml:1:7: 'h.weight' has the shape [8, 8] in old.safetensors; expected [8, 9] or fewer "
          + "rows, or to be excepted"
      ),
      (
        "from: old.safetensors\ntensors: {steps: {shape: [], initializer: zeros}}\n",
        "new.yaml:1:7: 'steps': stored: the tensor's dtype is float32; expected int64, that of the "
          + "file"
      ),
      (
        "from: old.safetensors\ntensors: {w: {shape: [2], initializer: nromal}}\n",
        "new.yaml:2:40: unknown initializer 'nromal'; did you mean 'normal'?"
      ),
    ] as [(String, String)])
  func faults(text: String, expected: String) {
    #expect(fault(text) == expected)
  }
}
