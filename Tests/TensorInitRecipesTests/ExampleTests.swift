import Foundation
import TensorInit
import TensorInitRecipes
import TestSupport
import Testing

@Suite("The examples are the published models")
struct ExampleTests {
  private static func path(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Examples/\(name)").path
  }

  @Test(
    "with their numbers of parameters in every size",
    arguments: [
      ("gpt2.yaml", "small", 124_439_808), ("gpt2.yaml", "medium", 354_823_168),
      ("gpt2.yaml", "large", 774_030_080), ("gpt2.yaml", "xl", 1_557_611_200),
      ("llama3.yaml", "8b", 8_030_261_248), ("llama3.yaml", "70b", 70_553_706_496),
      ("llama3.yaml", "405b", 405_853_388_800),
      ("vit.yaml", "tiny", 5_717_416), ("vit.yaml", "small", 22_050_664),
      ("vit.yaml", "base", 86_567_656), ("vit.yaml", "large", 304_326_632),
      ("whisper.yaml", "tiny", 37_760_640), ("whisper.yaml", "base", 72_593_920),
      ("whisper.yaml", "small", 241_734_912), ("whisper.yaml", "medium", 763_857_920),
      ("whisper.yaml", "large", 1_543_304_960), ("whisper.yaml", "large-v3", 1_543_490_560),
      ("wav2vec2.yaml", "base", 95_044_608), ("wav2vec2.yaml", "large", 317_380_864),
      ("mamba.yaml", "130m", 129_135_360), ("mamba.yaml", "370m", 371_516_416),
      ("mamba.yaml", "790m", 793_204_224), ("mamba.yaml", "1.4b", 1_372_178_432),
      ("mamba.yaml", "2.8b", 2_768_345_600),
      ("mamba2.yaml", "130m", 128_989_632), ("mamba2.yaml", "370m", 368_346_624),
      ("mamba2.yaml", "780m", 780_161_280), ("mamba2.yaml", "1.3b", 1_343_757_312),
      ("mamba2.yaml", "2.7b", 2_702_599_680),
    ])
  func parameters(file: String, size: String, count: Int) throws {
    let recipe = try Recipe(contentsOf: Self.path(file), setting: ["size": size])
    #expect(recipe.parameterCount == count)
  }

  @Test("and GPT-2 small by formulas and rules is the one that is written out")
  func sameTensors() throws {
    func tensors(_ file: String) throws -> [String] {
      try Recipe(contentsOf: Self.path(file)).tensors.map {
        "\($0.spec.name) \($0.spec.shape) \($0.spec.dtype) \($0.initializer)"
      }.sorted()
    }
    #expect(try tensors("gpt2.yaml") == tensors("gpt2-124m.yaml"))
  }

  @Test("and a hundred thousand tensors are planned in seconds")
  func many() throws {
    let recipe = try Recipe(
      text: """
        vars: {n: 100000}
        tensors:
          l.{i=0..n-1}.w: {shape: [16, 16], initializer: normal(std=0.02/sqrt(2*(i+1)))}
        """, path: "many.yaml")
    #expect(recipe.tensors.count == 100_000)
  }
}
