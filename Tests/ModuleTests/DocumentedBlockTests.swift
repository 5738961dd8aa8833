import TensorInit
import TestSupport
import Testing

/// The layer of the documentation of `Layer`.
private struct Scale: Layer {
  let tensors: LayerTensors

  init(_ width: Int, using generator: Generator = .default) throws(TensorInitError) {
    tensors = try LayerTensors(
      "scale", [.parameter("weight", [width], .normal(mean: 1, std: 0.1))], using: generator)
  }
}

@Suite("Modules of one's own")
struct DocumentedBlockTests {
  @Test("with tensors of their own are layers")
  func layer() throws {
    let scale = try Scale(3)
    #expect(scale.kind == "scale")
    #expect(scale.parameters.names == ["weight"])
    #expect(Sequential(scale, scale).parameters.names == ["0.weight", "1.weight"])
  }

  @Test("draw anew with each seed, and the same with the same")
  func seeds() throws {
    func weight(_ seed: UInt64) throws -> [Double]? {
      try Linear(9, 9, using: Generator(seed: seed)).parameters["weight"]?.doubles()
    }
    #expect(try weight(1) == weight(1))
    #expect(try weight(1) != weight(2))
  }
}
