import Foundation
import TestSupport
import Testing

@Suite("A recipe is YAML")
struct RecipeTests {
  /// The tensors that a recipe makes, as `name: dtype shape`, in order of name.
  private func tensors(_ recipe: String) async throws -> [String] {
    try await withRecipe(recipe) { folder in
      let result = try await tensorInit(
        "checkpoint", "recipe.yaml", "--output", "x.safetensors", "--quiet", in: folder)
      expectSuccess(result)
      return try SafetensorsFile(path: folder + "/x.safetensors").entries
        .map { "\($0.key): \($0.value.dtype) \($0.value.shape)" }.sorted()
    }
  }

  @Test("whose ranges stand for all their numbers, and several for all combinations")
  func ranges() async throws {
    let value = "{shape: [1], initializer: zeros}"
    #expect(
      try await tensors("tensors:\n  h.{9..11}.w: \(value)\n")
        == ["h.10.w: F32 [1]", "h.11.w: F32 [1]", "h.9.w: F32 [1]"])
    #expect(
      try await tensors("tensors:\n  '{0..1}.{3..4}': \(value)\n  '{7..7}': \(value)\n")
        == ["0.3: F32 [1]", "0.4: F32 [1]", "1.3: F32 [1]", "1.4: F32 [1]", "7: F32 [1]"])
  }

  @Test("in which a tensor's dtype goes before the recipe's, and float32 is the default")
  func dtypes() async throws {
    let recipe = """
      tensors:
        a: {shape: [2, 3], initializer: zeros}
        b: {shape: [], initializer: zeros, dtype: bool}
      """
    #expect(try await tensors(recipe) == ["a: F32 [2, 3]", "b: BOOL []"])
    #expect(try await tensors("dtype: bfloat16\n" + recipe) == ["a: BF16 [2, 3]", "b: BOOL []"])
  }

  @Test("with its anchors, aliases and merge keys")
  func aliases() async throws {
    let recipe = """
      tensors:
        a: &small
          shape: &square [3, 3]
          initializer: &scheme xavier_uniform(gain=2)
        b: *small
        c: {shape: *square, initializer: *scheme, dtype: float16}
        d: {<<: *small, dtype: float64}
        e: {dtype: float64, <<: [{shape: [4, 4]}, *small]}
        *scheme : *small
      """
    #expect(
      try await tensors(recipe) == [
        "a: F32 [3, 3]", "b: F32 [3, 3]", "c: F16 [3, 3]", "d: F64 [3, 3]", "e: F64 [4, 4]",
        "xavier_uniform(gain=2): F32 [3, 3]",
      ])
  }

  @Test("in block style, with comments, quotes and a byte order mark too")
  func styles() async throws {
    let recipe = """
      \u{feff}# A model.
      "name": 'quoted'
      tensors:
        "größe \\"x\\"":     # in quotes
          shape:
            - 2
            - 0x10
          initializer: >-
            kaiming_normal(mode=fan_out,
            nonlinearity=relu)
      """
    // YAML's other ways to write numbers are not taken for sizes.
    try await withRecipe(recipe) { folder in
      expectFault(
        try await tensorInit("checkpoint", "recipe.yaml", "--output", "x.npz", in: folder),
        exitStatus: 1,
        "recipe.yaml:7:9: '0x10': 'x10' is no part of a formula")
    }
    #expect(
      try await tensors(recipe.replacing("0x10", with: "16")) == ["größe \"x\": F32 [2, 16]"])
  }

  @Test("whose escapes stand for their characters, and none for others")
  func escapes() async throws {
    let recipe = #"""
      name: "*"
      tensors:
        "\U000F0000": &a {shape: [1], initializer: zeros}
        "α": *a
        "e\u0301": *a
        "\u00e9": *a
        "\x41\u030a": *a
        "\xc5": *a
        "\u212A": *a
        K: *a
        '\u212A': *a
      """#
    let expected = [
      "\u{F0000}", "α", "e\u{301}", "\u{e9}", "A\u{30a}", "\u{c5}", "\u{212a}", "K", #"\\u212A"#,
    ]
    try await withRecipe(recipe) { folder in
      let result = try await tensorInit(
        "checkpoint", "recipe.yaml", "--output", "x.safetensors", "--quiet", in: folder)
      expectSuccess(result)
      // As bytes, since Swift's strings are equal where they are canonically equivalent.
      let file = try contents(folder + "/x.safetensors")
      for name in expected {
        #expect(file.range(of: Data("\"\(name)\":{".utf8)) != nil, "\(name)")
      }
    }
  }

  @Test("of as many tensors as it likes")
  func many() async throws {
    let recipe = "tensors:\n  t.{0..99999}: {shape: [1], initializer: normal}\n"
    #expect(try await tensors(recipe).count == 100_000)
  }
}
