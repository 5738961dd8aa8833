import TensorInit
import TestSupport
import Testing

@Suite("A tensor is read from a file")
struct TensorContentsTests {
  @Test("as its only one, or by its name")
  func reading() throws {
    try withTemporaryFolder { folder in
      let tensor = try Tensor(shape: [2, 3], .normal(), dtype: .float64, using: Generator(seed: 1))
      for name in ["x.npy", "x.npz", "x.safetensors"] {
        let path = "\(folder)/\(name)"
        try tensor.save(to: path, named: "x")
        #expect(try Tensor(contentsOf: path).hasEqualElements(to: tensor))
        #expect(try Tensor(contentsOf: path, named: "x").hasEqualElements(to: tensor))
      }
      let path = "\(folder)/several.safetensors"
      try ["a": tensor, "b": tensor[0]].save(to: path)
      #expect(try Tensor(contentsOf: path, named: "b").hasEqualElements(to: tensor[0]))
    }
  }

  @Test("and if it is none of them, an error says which there are")
  func faults() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/x.npz"
      try ["a": Tensor(zeros: [1]), "b": Tensor(zeros: [1])].save(to: path)
      #expect {
        try Tensor(contentsOf: path)
      } throws: {
        "\($0)" == "the tensor's name is missing; expected one of the 2 in \(path): 'a', 'b'"
      }
      #expect {
        try Tensor(contentsOf: path, named: "c")
      } throws: {
        "\($0)" == "unknown tensor 'c'; expected one of a, b"
      }
      let empty = "\(folder)/empty.safetensors"
      try TensorDictionary().save(to: empty)
      #expect {
        try Tensor(contentsOf: empty)
      } throws: {
        "\($0)"
          == "the tensor's name is missing; expected a file with a tensor, as \(empty) has none"
      }
      #expect(throws: TensorInitError.self) { try Tensor(contentsOf: "\(folder)/none.npy") }
      #expect(throws: TensorInitError.self) { try Tensor(contentsOf: "\(folder)/x.txt") }
    }
  }
}
