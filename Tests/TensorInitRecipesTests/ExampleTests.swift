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
      ("llama3.2.yaml", "1b", 1_235_814_400), ("llama3.2.yaml", "3b", 3_212_749_824),
      ("megatron.yaml", "125m", 125_262_336), ("megatron.yaml", "175b", 174_604_836_864),
      ("resnet.yaml", "50", 25_557_032), ("resnet.yaml", "101", 44_549_160),
      ("resnet.yaml", "152", 60_192_808), ("resnet.yaml", "wide50", 68_883_240),
      ("resnet.yaml", "wide101", 126_886_696),
      ("vit.yaml", "tiny", 5_717_416), ("vit.yaml", "small", 22_050_664),
      ("vit.yaml", "base", 86_567_656), ("vit.yaml", "large", 304_326_632),
      ("whisper.yaml", "tiny", 37_760_640), ("whisper.yaml", "base", 72_593_920),
      ("whisper.yaml", "small", 241_734_912), ("whisper.yaml", "medium", 763_857_920),
      ("whisper.yaml", "large", 1_543_304_960), ("whisper.yaml", "large-v3", 1_543_490_560),
      ("wav2vec2.yaml", "base", 95_044_608), ("wav2vec2.yaml", "large", 317_380_864),
      ("wav2vec2.yaml", "large-lv60", 317_390_592),
      ("mamba.yaml", "130m", 129_135_360), ("mamba.yaml", "370m", 371_516_416),
      ("mamba.yaml", "790m", 793_204_224), ("mamba.yaml", "1.4b", 1_372_178_432),
      ("mamba.yaml", "2.8b", 2_768_345_600),
      ("mamba2.yaml", "130m", 128_989_632), ("mamba2.yaml", "370m", 368_346_624),
      ("mamba2.yaml", "780m", 780_161_280), ("mamba2.yaml", "1.3b", 1_343_757_312),
      ("mamba2.yaml", "2.7b", 2_702_599_680),
      ("bert.yaml", "base", 109_514_298), ("bert.yaml", "large", 335_174_458),
      ("t5.yaml", "small", 60_506_624), ("t5.yaml", "base", 222_903_552),
      ("t5.yaml", "large", 737_668_096), ("t5.yaml", "3b", 2_851_598_336),
      ("t5.yaml", "11b", 11_307_321_344),
      ("mixtral.yaml", "8x7b", 46_702_792_704), ("mixtral.yaml", "8x22b", 140_620_634_112),
      ("pythia.yaml", "70m", 70_426_624), ("pythia.yaml", "160m", 162_322_944),
      ("pythia.yaml", "410m", 405_334_016), ("pythia.yaml", "1b", 1_011_781_632),
      ("pythia.yaml", "1.4b", 1_414_647_808), ("pythia.yaml", "2.8b", 2_775_208_960),
      ("pythia.yaml", "6.9b", 6_857_302_016), ("pythia.yaml", "12b", 11_846_072_320),
      ("olmo.yaml", "1b", 1_484_916_736), ("olmo.yaml", "7b", 7_298_617_344),
      ("olmo.yaml", "13b", 13_716_198_400), ("olmo.yaml", "32b", 32_234_279_936),
      ("gemma3.yaml", "270m", 268_098_176), ("gemma3.yaml", "1b", 999_885_952),
      ("gemma3.yaml", "4b", 3_880_263_168), ("gemma3.yaml", "12b", 11_766_034_176),
      ("gemma3.yaml", "27b", 27_009_346_304),
      ("lora.yaml", "1b", 11_272_192), ("lora.yaml", "8b", 41_943_040),
      ("lora.yaml", "70b", 207_093_760),
      ("deepseek-v3.yaml", "small", 879_362_560), ("deepseek-v3.yaml", "671b", 671_026_404_352),
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
