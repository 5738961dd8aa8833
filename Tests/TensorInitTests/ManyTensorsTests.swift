import TensorInit
import TestSupport
import Testing

@Suite("100,000 tensors")
struct ManyTensorsTests {
  private static let count = 100_000
  private static let names = (0..<count).map { "layers.\($0).weight" }

  /// The elements of one, initialized alone.
  private func alone(_ name: String) throws -> [UInt8] {
    let tensor = try Tensor(zeros: [2, 3])
    try tensor.initialize(.kaimingNormal(), using: Generator(seed: 5).stream(named: name))
    return SideBySideTests.bytes(tensor)
  }

  @Test("in a dictionary are initialized together as each alone", .timeLimit(.minutes(1)))
  func dictionary() throws {
    var tensors = TensorDictionary()
    for name in Self.names { tensors[name] = try Tensor(zeros: [2, 3]) }
    try tensors.initialize(.kaimingNormal(), using: Generator(seed: 5))
    for name in Self.names.indices where name % 999 == 0 {
      let tensor = try #require(tensors[Self.names[name]])
      #expect(try SideBySideTests.bytes(tensor) == alone(Self.names[name]))
    }
  }

  @Test("of a module's layers, too", .timeLimit(.minutes(1)))
  func module() throws {
    let layers = try (0..<Self.count / 2).map { ("\($0)", try Linear(3, 2)) }
    let model = try Sequential(("layers", try Sequential(layers)))
    #expect(model.namedTensors.count == Self.count)
    try model.initialize(.kaimingNormal(), named: "layers.49999.weight", using: Generator(seed: 5))
    let tensor = try #require(model.namedTensors.first { $0.name == "layers.49999.weight" })
    #expect(try SideBySideTests.bytes(tensor.tensor) == alone("layers.49999.weight"))
  }

  @Test("in a checkpoint are written, read and verified", .timeLimit(.minutes(1)))
  func checkpoint() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/many.safetensors"
      let declarations = Self.names.map {
        TensorDeclaration.parameter($0, [2, 3], .kaimingNormal())
      }
      let writer = try CheckpointWriter(path: path, tensors: declarations.map(\.spec))
      try writer.write(declarations, using: Generator(seed: 5))
      try writer.commit()
      let reader = try CheckpointReader(path: path)
      #expect(reader.tensors.count == Self.count)
      for name in ["layers.0.weight", "layers.99999.weight"] {
        #expect(try SideBySideTests.bytes(reader.tensor(named: name)) == alone(name))
      }
    }
  }
}
