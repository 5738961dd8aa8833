import TensorInit
import TensorInitRecipes
import Testing

@Suite("A recipe for the tensors of a model that exists")
struct RecipeAssignmentTests {
  private static let model = [
    TensorSpec(name: "a.weight", shape: [4, 3], dtype: .bfloat16),
    TensorSpec(name: "a.bias", shape: [4]),
    TensorSpec(name: "mean", shape: [4], isBuffer: true),
    TensorSpec(name: "steps", shape: [], dtype: .int64),
  ]

  private static func assignment(
    _ text: String, to tensors: [TensorSpec] = model, isStrict: Bool = true
  ) throws -> RecipeAssignment {
    try RecipeDocument(text: text, path: "r.yaml")
      .assignment(to: tensors, isStrict: isStrict, for: .ars)
  }

  private static func initializers(_ text: String, isStrict: Bool = true) throws -> [String] {
    try assignment(text, isStrict: isStrict).initializers.map { $0.map { "\($0)" } ?? "" }
  }

  @Test("has its names, shapes and dtypes; buffers that it doesn't reach are left as they are")
  func rules() throws {
    let text =
      "rules: {steps: zeros, \"*\": {dtype: bfloat16, initializer: ones}, \"?.*\": constant(2)}\n"
    #expect(try Self.initializers(text) == ["ones", "constant(value=2.0)", "", "zeros"])
    #expect(
      try Self.initializers("initializer: ones\nrules: {mean: zeros}\n")
        == ["ones", "ones", "zeros", "ones"])
    #expect(
      try Self.initializers(
        "initializer: ones\nrules: {\"*\": {buffer: true, initializer: zeros}}\nbuffers: [mean, steps]\n"
      )
        == ["ones", "ones", "zeros", "zeros"])
  }

  @Test(
    "that lists tensors lists all of the model's, of which each keeps its own dtype where none is said"
  )
  func listed() throws {
    let text = """
      tensors:
        a.weight: {shape: [4, 3], initializer: normal}
        "{a.bias,mean}": {shape: [4], initializer: uniform}
        steps: {shape: [], initializer: random}
      """
    let assignment = try Self.assignment(text)
    #expect(assignment.initializers.map { $0?.name } == ["normal", "uniform", "uniform", "random"])
    let error = #expect(throws: TensorInitError.self) {
      try Self.assignment(text.replacing("shape: [],", with: "shape: [], dtype: int32,"))
    }
    #expect(
      error?.description
        == "r.yaml:4:29: 'steps' is of int32 here, and of int64 in the model, which counts where no dtype is said"
    )
  }

  @Test("of one pattern gives each dtype the initializer that was checked for it")
  func dtypes() throws {
    let tensors = [
      TensorSpec(name: "x.0", shape: [2]), TensorSpec(name: "x.1", shape: [2], dtype: .int8),
    ]
    let error = #expect(throws: TensorInitError.self) {
      try Self.assignment(
        "tensors: {\"x.{0..1}\": {shape: [2], initializer: constant(1000)}}", to: tensors)
    }
    #expect(error?.description.hasPrefix("r.yaml:1:49: constant: value is 1000.0") == true)
  }

  @Test("takes numbers from names, and lists none of the buffers that it means")
  func names() throws {
    let tensors = (0..<3).map { TensorSpec(name: "h.\($0).w", shape: [2]) }
    let found = try Self.assignment("rules: {\"h.{i}.w\": constant(i)}", to: tensors)
    #expect(
      found.initializers.map { $0.map { "\($0)" } }
        == (0..<3).map { "constant(value=\($0).0)" })
    let error = #expect(throws: TensorInitError.self) {
      try Self.assignment(
        "tensors: {\"h.{0..2}.w\": {shape: [2], initializer: ones}}\nbuffers: [h.1.w]", to: tensors)
    }
    #expect(error?.description.hasPrefix("r.yaml:2:10: 'buffers' is for tensors") == true)
  }

  @Test("may leave tensors and rules out where that is asked for")
  func lenient() throws {
    let text =
      "rules: {\"a.*\": ones, x: ones, y: {initializer: ones, optional: true}}\ntie: {p: q}\n"
    let assignment = try Self.assignment(text, isStrict: false)
    #expect(assignment.initializers.map { $0 == nil } == [false, false, true, true])
    #expect(assignment.unmatchedRules == ["x"])
    #expect(
      try Self.initializers(
        "tensors: {a.bias: {shape: [4], initializer: ones}, z: {shape: [1], initializer: ones}}",
        isStrict: false) == ["", "ones", "", ""])
  }
}
