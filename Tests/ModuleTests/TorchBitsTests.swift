import TensorInit
import Testing

/// The torch generator makes what PyTorch makes after `torch.manual_seed(42)`, bit for bit.
@Suite("With the torch generator, a new module is PyTorch's")
struct TorchBitsTests {
  @Test("in every bit", arguments: ModuleTableTests.layers)
  func bits(layer: String) throws {
    let rows = try #require(try ModuleTable.read()[layer])
    let make = try #require(TabulatedLayers.all[layer])
    let state = try make(.torch(seed: 42)).stateDict
    for row in rows {
      let tensor = try #require(state[row.name])
      #expect(tensor.fnv1a == row.hash, "\(row.name)")
    }
  }
}

extension Tensor {
  /// FNV-1a of 64 bits (Fowler, Noll and Vo, 1991) over the elements' bytes, in hexadecimal digits.
  fileprivate var fnv1a: String {
    withUnsafeMutableBytes { bytes in
      let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
        ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3
      }
      let digits = String(hash, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
  }
}
