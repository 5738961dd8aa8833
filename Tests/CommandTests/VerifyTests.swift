import Foundation
import TensorInit
import TestSupport
import Testing

@Suite("verify derives every bit of a checkpoint again", .serialized)
struct VerifyTests {
  private static let recipe = """
    seed: 9
    tensors:
      wte.weight: {shape: [300, 40], initializer: normal(std=0.02), rows: {0: zeros}}
      h.{0..2}.weight: {shape: [64, 40], initializer: xavier_uniform, dtype: bfloat16}
      h.{0..2}.q: {shape: [40, 40], initializer: orthogonal}
      mask: {shape: [65], initializer: bernoulli, dtype: bool, buffer: true}
      steps: {shape: [], initializer: zeros, dtype: int64, buffer: true}
      none: {shape: [0, 3], initializer: normal}
    tie: {head.weight: wte.weight}
    """

  private func withCheckpoint(
    _ arguments: [String] = [], _ body: (String) async throws -> Void
  ) async throws {
    try await withRecipe(Self.recipe) { folder in
      let make = ["checkpoint", "recipe.yaml", "--output", "m.safetensors", "--quiet"]
      let made = try await run(
        builtExecutable("tensor-init"), make + arguments, workingDirectory: folder)
      #expect(made.exitStatus == 0, "\(made.standardError)")
      try await body(folder)
    }
  }

  private func verify(
    _ arguments: [String] = [], file: String = "m.safetensors", in folder: String
  ) async throws -> (status: Int32, text: String) {
    let result = try await run(
      builtExecutable("tensor-init"), ["verify", file, "recipe.yaml", "--quiet"] + arguments,
      workingDirectory: folder)
    return (result.exitStatus, result.standardOutput + result.standardError)
  }

  @Test(
    "of each generator, of one file or of shards",
    arguments: ["ars", "philox"], [nil, "20000"])
  func equal(generator: String, shardSize: String?) async throws {
    let shards = shardSize.map { ["--shard-size", $0] } ?? []
    try await withCheckpoint(["--generator", generator, "--seed", "31"] + shards) { folder in
      let file = shardSize == nil ? "m.safetensors" : "m.safetensors.index.json"
      let (status, text) = try await verify(file: file, in: folder)
      #expect(status == 0)
      #expect(
        text
          == "\(file): 10 tensors, every bit as recipe.yaml makes it (seed 31, \(generator), version 1 of the "
          + "stream)\n")
      let other = try await verify(["--seed", "32"], file: file, in: folder)
      #expect(other.status == 1)
      #expect(
        other.text.contains("wte.weight: 11960 of 12000 elements differ, the first at [1, 0]"))
    }
  }

  @Test("of PyTorch's generator, which draws one tensor after the other")
  func torch() async throws {
    let recipe =
      "tensors: {a: {shape: [50], initializer: normal}, b: {shape: [7, 3], initializer: uniform}}"
    try await withRecipe(recipe) { folder in
      _ = try await tensorInit(
        "checkpoint", "recipe.yaml", "--output", "m.safetensors", "--generator", "torch",
        "--seed", "3", in: folder)
      let (status, text) = try await verify(in: folder)
      #expect(status == 0, "\(text)")
      #expect(text.contains("(seed 3, torch)"))
      // What the file lacks is drawn all the same, before what it has.
      try write(
        recipe.replacing("{a:", with: "{c: {shape: [5], initializer: normal}, a:"),
        to: folder + "/recipe.yaml")
      let longer = try await verify(in: folder)
      #expect(longer.text.contains("c: missing in the file\n"))
      #expect(longer.text.contains("a: 50 of 50 elements differ"))
    }
  }

  @Test("and finds one bit anywhere", arguments: [false, true])
  func bits(isSharded: Bool) async throws {
    try await withCheckpoint(isSharded ? ["--shard-size", "9000"] : []) { folder in
      var random = SystemRandomNumberGenerator()
      let names = try files(in: folder).filter { $0.hasSuffix(".safetensors") }
      for _ in 0..<10 {
        let path = folder + "/" + (try #require(names.randomElement(using: &random)))
        let whole = try contents(path)
        let header = 8 + whole.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let bit = Int.random(in: header * 8..<whole.count * 8, using: &random)
        var flipped = whole
        flipped[bit / 8] ^= 1 << (bit % 8)
        try flipped.write(to: URL(fileURLWithPath: path))
        let (status, text) = try await verify(
          file: isSharded ? "m.safetensors.index.json" : "m.safetensors", in: folder)
        #expect(status == 1, "bit \(bit) of \(path)")
        #expect(text.contains("1 of ") && text.contains(" differs"), "\(text)")
        try whole.write(to: URL(fileURLWithPath: path))
      }
      #expect(
        try await verify(file: isSharded ? "m.safetensors.index.json" : "m.safetensors", in: folder)
          .status == 0)
    }
  }

  @Test("and says what is missing, extra, or of another shape or dtype")
  func others() async throws {
    try await withCheckpoint { folder in
      let other = Self.recipe.replacing(
        "h.{0..2}.q: {shape: [40, 40]", with: "h.{0..1}.q: {shape: [40, 39]"
      )
      .replacing(
        "steps: {shape: [], initializer: zeros, dtype: int64",
        with: "steps: {shape: [], initializer: zeros, dtype: int32"
      )
      .replacing(
        "  none: {shape: [0, 3], initializer: normal}",
        with: "  some: {shape: [3], initializer: normal}")
      try write(other, to: folder + "/recipe.yaml")
      let (status, text) = try await verify(in: folder)
      #expect(status == 1)
      for line in [
        "h.0.q: has the shape [40, 40]; expected [40, 39]", "h.2.q: not in the recipe",
        "steps: has the dtype I64; expected int32", "some: missing in the file",
        "none: not in the recipe",
        "m.safetensors: 5 of 11 tensors as recipe.yaml makes them (seed 9, ars, version 1 of the stream)",
      ] {
        #expect(text.contains(line + "\n"), "\(text)")
      }
    }
  }

  @Test("and looks at tied tensors that a file has twice")
  func ties() async throws {
    try await withCheckpoint { folder in
      var tensors = try TensorDictionary(contentsOf: folder + "/m.safetensors")
      let embedding = try #require(tensors["wte.weight"])
      func text(status: Int32) async throws -> String {
        try tensors.save(to: folder + "/tied.safetensors")
        let found = try await verify(file: "tied.safetensors", in: folder)
        #expect(found.status == status, "\(found.text)")
        return found.text
      }
      tensors["head.weight"] = embedding
      #expect(try await text(status: 0).contains(": 11 tensors, every bit"))
      tensors["head.weight"] = try Tensor(zeros: embedding.shape)
      #expect(
        try await text(status: 1).contains(
          "head.weight: differs from 'wte.weight', to which the recipe ties it\n"))
      // Both trained alike.
      tensors["wte.weight"] = tensors["head.weight"]
      let trained = try await text(status: 1)
      for name in ["wte", "head"] { #expect(trained.contains("\(name).weight: 11960 of 12000")) }
      // Under its other name alone.
      tensors["head.weight"] = embedding
      tensors["wte.weight"] = nil
      #expect(try await text(status: 0).contains(": 10 tensors, every bit"))
    }
  }

  @Test("as JSON too")
  func json() async throws {
    try await withCheckpoint { folder in
      let result = try await tensorInit(
        "verify", "m.safetensors", "recipe.yaml", "--json", "--seed", "1", in: folder)
      let object =
        try JSONSerialization.jsonObject(with: Data(result.standardOutput.utf8)) as? [String: Any]
      #expect(object?["equal"] as? Bool == false)
      #expect(object?["seed"] as? Int == 1)
      let tensors = object?["tensors"] as? [[String: Any]] ?? []
      #expect(tensors.count == 10)
      let results = Set(tensors.compactMap { $0["result"] as? String })
      #expect(results == ["equal", "different"])
    }
  }

  @Test(
    "and a file without a seed needs one", arguments: [nil, "4"])
  func seeds(seed: String?) async throws {
    try await withRecipe("tensors: {a: {shape: [50], initializer: normal}}") { folder in
      _ = try await tensorInit(
        "checkpoint", "recipe.yaml", "--output", "m.npz", "--seed", "4", in: folder)
      let (status, text) = try await verify(
        seed.map { ["--seed", $0] } ?? [], file: "m.npz", in: folder)
      #expect(status == (seed == nil ? 64 : 0))
      if seed == nil {
        #expect(
          text
            == "Error: --seed is none; expected one, as neither the file nor the recipe has it\n")
      }
    }
  }
}
