import Foundation
import TensorInit
import TensorInitInspection
import TensorInitRecipes
import TestSupport
import Testing

@Suite("Of every example's tensors, the laws that the recipe gives them are named")
struct ExampleLawTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Examples").path

  static let examples: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.sorted()
  }()

  /// Sizes at which a test takes no time; an example has those that it names.
  private static let small = [
    "L": 3, "d": 96, "vocab": 512, "heads": 4, "kv": 2, "ff": 256, "d_kv": 24, "context": 64,
    "experts": 8, "pad": 5,
    "moe_ff": 96, "q_rank": 48, "kv_rank": 48, "dense": 1, "shared": 1, "mels": 16, "frames": 64,
    "tokens": 64, "c": 64, "codes": 12, "code": 48, "classes": 100, "head": 32,
  ]

  private static func recipe(_ file: String) throws -> Recipe {
    let path = "\(folder)/\(file)"
    let text = try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)
    // The names that it sets before its tensors.
    let head = text.components(separatedBy: "\ntensors:")[0]
    let settings = small.filter {
      head.range(of: "[ {,]\($0.key): ", options: .regularExpression) != nil
    }
    return try Recipe(contentsOf: path, setting: settings.mapValues(String.init))
  }

  @Test("at a small size", arguments: examples)
  func laws(file: String) throws {
    let recipe = try Self.recipe(file)
    // Those without variables have their published sizes, of which some tensors are enough.
    var elements = 0
    let tensors = recipe.tensors.filter { tensor in
      let count = (try? tensor.spec.shape.elementCount) ?? .max
      guard count <= 3_000_000, elements + count <= 20_000_000 else { return false }
      elements += count
      return true
    }
    #expect(tensors.count >= 10)
    let found = try withTemporaryFolder { folder in
      let path = folder + "/model.safetensors"
      let writer = try CheckpointWriter(
        path: path, tensors: tensors.map(\.spec), metadata: [:])
      try writer.write(tensors, using: Generator(seed: 11))
      try writer.commit()
      return try CheckpointInspection(path: path)
    }
    #expect(found.warnings.isEmpty, "\(found.warnings.map(\.text))")
    let inspections = Dictionary(uniqueKeysWithValues: found.tensors.map { ($0.name, $0) })
    for tensor in tensors {
      let found = try #require(inspections[tensor.spec.name])
      try expect(found, tensor)
    }
  }

  private func expect(_ found: TensorInspection, _ tensor: TensorDeclaration) throws {
    let (spec, initializer) = (tensor.spec, tensor.initializer)
    let comment: Comment =
      "\(spec.name) \(spec.shape) \(initializer): \(found.appearances.map(\.text))"
    let names = found.appearances.map { appearance in
      switch appearance {
      case .constant: "constant"
      case .structure(let structure): structure.name
      case .law(let law): law.name
      case .semiOrthogonal: "orthogonal"
      case .sparse: "sparse"
      case .rowsOfLength: "unit_norm"
      case .zeroRows: "zero rows"
      }
    }
    switch initializer.name {
    case "zeros", "ones", "constant", "prior_bias":
      #expect(names == ["constant"], comment)
    case "arange", "log_arange", "sinusoidal", "rope_inverse_frequencies", "bilinear", "eye",
      "dirac":
      #expect(names == [initializer.name], comment)
    case _ where found.elementCount < 1000:
      #expect(found.laws.isEmpty, comment)
    case let name where found.laws.isEmpty:
      // Blocks may have several laws, which together are none that has a name.
      #expect(["blocks", "rows"].contains(name), comment)
    case let name:
      let uniform = [
        "uniform", "kaiming_uniform", "xavier_uniform", "lecun_uniform", "glorot_uniform",
        "he_uniform", "siren",
      ]
      let normal = ["normal", "kaiming_normal", "xavier_normal"]
      let cut = [
        "trunc_normal", "truncated_normal", "lecun_normal", "glorot_normal", "he_normal",
        "variance_scaling",
      ]
      let expected =
        uniform.contains(name)
        ? ["uniform"]
        : normal.contains(name)
          ? ["normal"] : cut.contains(name) ? ["trunc_normal", "normal"] : [name]
      if !["blocks", "rows"].contains(name) {
        #expect(!names.filter(expected.contains).isEmpty, comment)
      }
      guard let wanted = try initializer.deviation(shape: spec.shape, dtype: spec.dtype),
        let law = found.laws.first(where: { expected.contains($0.name) }),
        let deviation = law.deviation
      else { return }
      let error =
        6 / (2 * Double(found.elementCount)).squareRoot() + (spec.dtype == .bfloat16 ? 2e-3 : 0)
      #expect((deviation / wanted - 1).magnitude < error, comment)
      #expect(law.cumulative(0) != nil || law.density(0) == nil)
    }
  }
}
