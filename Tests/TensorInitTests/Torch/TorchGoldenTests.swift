import Foundation
import TensorInit
import Testing

@Suite("The torch generator gives what PyTorch 2.13 gave")
struct TorchGoldenTests {
  /// Tests are many, and a record quick: each runs all records of one operation.
  static let operations = Set(GoldenRecord.all.map(\.op)).sorted()

  /// Bit for bit, but for what another C library than PyTorch's gave.
  @Test("bit for bit, and drew as much", arguments: operations)
  func records(of operation: String) throws {
    for record in GoldenRecord.all where record.op == operation {
      var generator = Generator.torch(seed: try #require(UInt64(record.seed)))
      let tensor = try elements(of: record, from: &generator)
      let bits = tensor.withUnsafeMutableBytes { bytes in
        stride(from: 0, to: bytes.count, by: tensor.dtype.byteCount).map { start in
          bytes[start..<start + tensor.dtype.byteCount].reversed()
            .map { String(format: "%02x", $0) }.joined()
        }
      }
      let tier = GoldenTier.of(
        tensor.dtype, operation, isPyTorchsLibrary: GoldenTier.isPyTorchsLibrary)
      if tier == .exact {
        #expect(Array(bits.prefix(record.head.count)) == record.head, "\(record)")
        #expect(Array(bits.suffix(record.tail.count)) == record.tail, "\(record)")
        #expect(hash(of: tensor) == record.fnv, "\(record)")
      } else {
        let ends = bits.prefix(record.head.count) + bits.suffix(record.tail.count)
        for (given, expected) in zip(ends, record.head + record.tail) {
          let (given, expected) = (UInt64(given, radix: 16), UInt64(expected, radix: 16))
          #expect(try tier.admits(#require(given), for: #require(expected)), "\(record)")
        }
      }
      #expect(try Self.nextWord(of: generator) == record.next32, "\(record)")
    }
  }

  /// Of more elements than the records have: hashes, FNV-1a of 64 bits over the words, that PyTorch gave.
  @Test(
    "in long fills",
    arguments: [
      ("uniform(low=-0.1, high=0.1)", 0x5ab2_6885_d0d0_ed48 as UInt64),
      ("normal(mean=1.5, std=0.3)", 0xe57d_488c_ddd4_9a04),
    ])
  func longFills(expression: String, expected: UInt64) throws {
    let tensor = try Tensor(zeros: [200_001])
    try tensor.initialize(Initializer(expression), using: .torch(seed: 42))
    let hash = try tensor.withUnsafeMutableBufferPointer(of: Float.self) { elements in
      elements.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
        ($0 ^ UInt64($1.bitPattern)) &* 0x100_0000_01b3
      }
    }
    #expect(hash == expected)
  }

  @Test("in the bytes of its state")
  func states() throws {
    // FNV-1a of torch.get_rng_state(): seeded, with a spare normal number, at the end of a block.
    let generator = Generator.torch(seed: 42)
    func hash() throws -> UInt64 {
      try #require(generator.torchState).reduce(0xcbf2_9ce4_8422_2325) {
        ($0 ^ UInt64($1)) &* 0x100_0000_01b3
      }
    }
    #expect(try hash() == 0x54d3_54ba_bfe0_cdde)
    try Tensor(zeros: [3]).initialize(.normal(), using: generator)
    #expect(try hash() == 0x33de_68b4_5cb3_fb77)
    try Tensor(zeros: [616]).initialize(.uniform(), using: generator)
    #expect(try hash() == 0x64ef_27ec_586d_d433)
  }

  @Test("with a slope whose square Python rounds in another way")
  func slope() throws {
    let tensor = try Tensor(zeros: [2, 3], dtype: .float64)
    try tensor.initialize(.kaimingUniform(slope: 2.817595433862767), using: .torch(seed: 42))
    let tier: GoldenTier = GoldenTier.isPyTorchsLibrary ? .exact : .within(ulps: 8)
    #expect(
      zip(
        tensor.doubles().map(\.bitPattern),
        [
          0xbfda_c07c_f1b0_0a79, 0xbfda_76c6_b93a_0a8d, 0xbfd6_ca50_dbc4_5801,
          0xbfdb_16e3_7917_e949, 0x3f99_5a84_e724_9e97, 0xbf96_7d48_48eb_bc62,
        ]
      ).allSatisfy(tier.admits))
  }

  @Test("in all records")
  func count() {
    #expect(GoldenRecord.all.count == 708)
  }

  private func elements(of record: GoldenRecord, from generator: inout Generator) throws -> Tensor {
    if let initializer = try record.initializer {
      let tensor = try Tensor(zeros: record.shape, dtype: record.dtype)
      try tensor.initialize(initializer, using: generator)
      return tensor
    }
    return switch record.op {
    case "randperm": try permutation(of: record.shape[0], from: &generator)
    case "normal_transposed_5x7": try transposedNormal(from: generator)
    default: try sequence(from: generator)
    }
  }

  /// The order that sparse matrices take their zeros from.
  private func permutation(of count: Int, from generator: inout Generator) throws -> Tensor {
    let engine = TorchEngine(seed: generator.seed)
    var numbers = [Int](repeating: 0, count: count)
    numbers.withUnsafeMutableBufferPointer { engine.permute($0) }
    generator = try .torch(state: engine.stateBytes)
    return try Tensor(numbers)
  }

  /// Where the elements don't follow one another in memory PyTorch draws one by one, as if each were a
  /// tensor, in the order of memory.
  private func transposedNormal(from generator: Generator) throws -> Tensor {
    let tensor = try Tensor(zeros: [7, 5])
    for column in 0..<5 {
      for row in 0..<7 { try tensor[row][column].initialize(.normal(), using: generator) }
    }
    return tensor
  }

  /// One after the other, so that a pair's second normal number goes from one to the next.
  private func sequence(from generator: Generator) throws -> Tensor {
    let steps: [(Initializer, Int, DType)] = [
      (.normal(), 3, .float32), (.normal(), 20, .float32), (.uniform(), 4, .float32),
      (.normal(mean: 5, std: 2), 2, .float64), (.logNormal(mean: 0, std: 0.5), 2, .float32),
    ]
    return try Tensor(
      steps.flatMap { initializer, count, dtype in
        let tensor = try Tensor(zeros: [count], dtype: dtype)
        try tensor.initialize(initializer, using: generator)
        return tensor.doubles()
      })
  }

  private func hash(of tensor: Tensor) -> String {
    let hash = tensor.withUnsafeMutableBytes { bytes in
      bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
    return String(format: "%016lx", hash)
  }

  static func nextWord(of generator: Generator) throws -> String {
    let word = try Tensor(zeros: [], dtype: .int64)
    try word.initialize(.random(low: .min), using: generator)
    return String(format: "%08x", UInt64(bitPattern: try [Int64](word)[0]) >> 32)
  }
}
