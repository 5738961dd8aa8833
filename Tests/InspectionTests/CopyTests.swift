import Foundation
import TensorInit
import TensorInitInspection
import TestSupport
import Testing

@Suite("Copies are found")
struct CopyTests {
  @Test("of whole tensors, but for constants and fixed values")
  func tensors() throws {
    let weight = try tensor("normal", [64, 32])
    let other = try tensor("normal", [64, 32], seed: 2)
    let found = try inspection(of: [
      "a": weight, "b": other, "c": weight, "zeros": try tensor("zeros", [64, 32]),
      "zeros.too": try tensor("zeros", [64, 32]), "d": weight,
      "mask": try tensor("eye", [9, 9]), "mask.too": try tensor("eye", [9, 9]),
      "int": try tensor("random(high=1000)", [40], .int64),
      "int.too": try tensor("random(high=1000)", [40], .int64),
    ])
    let groups = found.equalTensors.map { $0.tensors.map { found.tensors[$0].name } }
    #expect(Set(groups.map(Set.init)) == [["a", "c", "d"], ["mask", "mask.too"]])
    #expect(found.warnings.map(\.kind) == [.equalTensors])
    #expect(found.warnings.allSatisfy { !$0.isFailure })
    #expect(found.warnings.first?.text == "a, c, d are equal")
  }

  @Test("and none where one bit differs")
  func almost() throws {
    for place in [0, 40_000, 79_999] {
      let weight = try tensor("normal", [80_000])
      let other = try tensor("normal", [80_000])
      try other.withUnsafeMutableBufferPointer(of: Float.self) {
        $0[place] = Float(bitPattern: $0[place].bitPattern ^ 1)
      }
      #expect(try inspection(of: ["a": weight, "b": other]).equalTensors.isEmpty)
    }
  }

  @Test("nor where only the sign of a zero does, which no figure tells")
  func zeros() throws {
    let weight = try tensor("normal", [80_000])
    let other = try tensor("normal", [80_000])
    for place in 40_000..<40_050 {
      try weight.withUnsafeMutableBufferPointer(of: Float.self) { $0[place] = 0 }
      try other.withUnsafeMutableBufferPointer(of: Float.self) { $0[place] = 0 }
    }
    #expect(try inspection(of: ["a": weight, "b": other]).equalTensors.count == 1)
    for place in 40_000..<40_010 {
      try other.withUnsafeMutableBufferPointer(of: Float.self) { $0[place] = -0.0 }
      #expect(try inspection(of: ["a": weight, "b": other]).equalTensors.isEmpty)
      try other.withUnsafeMutableBufferPointer(of: Float.self) { $0[place] = 0 }
    }
  }

  struct Blocks: CustomTestStringConvertible {
    let shape: Shape
    let axis: Int
    let parts: Int
    /// Which part is a copy of which.
    let copies: [(Int, Int)]
    var dtype = DType.float32
    var testDescription: String { "\(shape) along \(axis) in \(parts) \(dtype)" }
  }

  @Test(
    "of parts of a tensor, as ranks make them that draw the same shard",
    arguments: [
      Blocks(shape: [128, 64], axis: 0, parts: 2, copies: [(0, 1)]),
      Blocks(shape: [128, 64], axis: 0, parts: 4, copies: [(1, 3)]),
      Blocks(shape: [128, 64], axis: 0, parts: 8, copies: [(3, 5)], dtype: .bfloat16),
      Blocks(shape: [128, 64], axis: 0, parts: 64, copies: [(3, 50), (3, 51)]),
      Blocks(shape: [8, 32, 16], axis: 0, parts: 2, copies: [(0, 1)]),
      Blocks(shape: [24, 48], axis: 1, parts: 3, copies: [(0, 2)]),
      Blocks(shape: [128, 64], axis: 1, parts: 2, copies: [(0, 1)]),
      Blocks(shape: [1000, 64], axis: 1, parts: 16, copies: [(2, 9)], dtype: .bfloat16),
      Blocks(shape: [512], axis: 0, parts: 2, copies: [(0, 1)]),
      Blocks(shape: [16, 8, 3, 3], axis: 1, parts: 4, copies: [(1, 2)]),
      Blocks(shape: [3, 600_000], axis: 1, parts: 2, copies: [(0, 1)]),
      Blocks(shape: [300, 7000], axis: 0, parts: 2, copies: [(0, 1)]),
    ])
  func blocks(example: Blocks) throws {
    let tensor = try tensor("normal", example.shape, example.dtype)
    let length = example.shape[example.axis] / example.parts
    let inner = example.shape.dropFirst(example.axis + 1).reduce(example.dtype.byteCount, *)
    let outer = example.shape.prefix(example.axis).reduce(1, *)
    let row = example.shape[example.axis] * inner
    tensor.withUnsafeMutableBytes { bytes in
      for (source, copy) in example.copies {
        for index in 0..<outer {
          for byte in 0..<length * inner {
            bytes[index * row + copy * length * inner + byte] =
              bytes[index * row + source * length * inner + byte]
          }
        }
      }
    }
    let found = try inspection(of: ["w": tensor])
    let blocks = try #require(found.tensors[0].repeatedBlocks.first)
    #expect(found.tensors[0].repeatedBlocks.count == 1)
    #expect(blocks.axis == example.axis && blocks.partCount == example.parts)
    let group = [example.copies[0].0] + example.copies.map(\.1)
    #expect(blocks.equalParts == [group])
    #expect(found.warnings.map(\.kind) == [.repeatedBlocks])
    #expect(found.warnings.allSatisfy { $0.isFailure })

    // With one bit of a copy changed at a place that no probe sees, parts of this size aren't equal.
    tensor.withUnsafeMutableBytes { bytes in
      let last = (outer - 1) * row + (example.copies[0].1 + 1) * length * inner - 1
      bytes[last] ^= 1
    }
    let changed = try inspection(of: tensor).repeatedBlocks
    #expect(changed.first { $0.partCount == example.parts && $0.equalParts == [group] } == nil)
  }

  @Test(
    "but not where nothing is drawn, or all is",
    arguments: [
      ("zeros", [64, 64]), ("log_arange", [96, 16]), ("eye", [64, 64]), ("sinusoidal", [64, 64]),
      ("normal", [64, 64]), ("sparse(sparsity=0.9)", [64, 64]), ("normal", [50_000, 2]),
      ("random(high=3)", [4096, 2]),
    ] as [(String, Shape)])
  func none(expression: String, shape: Shape) throws {
    for dtype in [DType.float32, .bfloat16] {
      let found = try inspection(of: ["w": try tensor(expression, shape, dtype)])
      if expression != "random(high=3)" { #expect(found.warnings.isEmpty, "\(dtype)") }
    }
  }

  @Test("nor in fixed patterns, which repeat by their nature")
  func patterns() throws {
    func repeated(_ numbers: [Float], _ count: Int, _ shape: Shape) throws -> Tensor {
      let all = (0..<count).flatMap { _ in numbers }
      return try Tensor(Array(all.prefix(shape.reduce(1, *))), shape: shape)
    }
    let angles = (0..<512).flatMap { place in
      (0..<64).map { Float(cos(Double(place) * pow(10_000, -Double($0 % 32) / 32))) }
    }
    let rows = try [Float](tensor("normal", [64])).flatMap { [Float](repeating: $0, count: 64) }
    let hot = (0..<64).flatMap { row in (0..<8).map { Float($0 == row * row % 8 ? 1 : 0) } }
    let patterns: KeyValuePairs = [
      "signs": try repeated([1, -1], 1001, [2001]),
      "period": try repeated([3, 0, 1, 0], 300, [1200]),
      "angles": try Tensor(angles, shape: [512, 64]), "rows": try Tensor(rows, shape: [64, 64]),
      "hot": try Tensor(hot, shape: [64, 8]),
      "kernel": try repeated([Float](tensor("normal", [49])), 64, [64, 1, 7, 7]),
      "blur": try repeated([1, 3, 3, 1, 3, 9, 9, 3, 3, 9, 9, 3, 1, 3, 3, 1], 64, [64, 1, 4, 4]),
      "count": try Tensor((0..<8192).map { Int8($0 % 128) }, shape: [8192]),
    ]
    #expect(try inspection(of: patterns).warnings.map(\.text) == [])
    // Of two layers they are equal, and no warning says so.
    let twice = try inspection(of: [
      "a": try Tensor(angles, shape: [1, 1, 512, 64]),
      "b": try Tensor(angles, shape: [1, 1, 512, 64]),
      "c": try repeated([0, 1, 0, 0], 64, [256]), "d": try repeated([0, 1, 0, 0], 64, [256]),
    ])
    #expect(twice.equalTensors.count == 2)
    #expect(twice.warnings.map(\.text) == [])
  }

  @Test("of experts that are all equal")
  func experts() throws {
    let expert = try [Float](tensor("normal", [32, 16]))
    let experts = (0..<8).flatMap { _ in expert }
    let found = try inspection(of: Tensor(experts, shape: [8, 32, 16]))
    #expect(found.repeatedBlocks.map(\.partCount) == [2])
  }

  @Test("of whole tensors of wide integers, as packed weights are")
  func packed() throws {
    for dtype in [DType.int16, .int32, .int64] {
      let bound = dtype == .int16 ? "low=-30000, high=30000" : "low=-2000000000, high=2000000000"
      let weight = try tensor("random(\(bound))", [128, 64], dtype)
      #expect(
        try inspection(of: ["a": weight, "b": weight]).warnings.map(\.text) == ["a, b are equal"])
    }
  }

  @Test("nor of equal constants of dtypes without arithmetic, nor shards of one tied tensor")
  func constantsAndTied() throws {
    try withTemporaryFolder { folder in
      let zeros = [UInt8](repeating: 0, count: 256)
      try writeSafetensors(
        [("a", "F8_E4M3", "[256]", zeros), ("b", "F8_E4M3", "[256]", zeros)],
        to: folder + "/x.safetensors")
      #expect(try CheckpointInspection(path: folder + "/x.safetensors").warnings.isEmpty)
      let draws = (0..<256).map { UInt8(truncatingIfNeeded: $0 * $0 * 31 + $0 / 3) }
      try writeSafetensors(
        [("a", "F8_E4M3", "[256]", draws), ("b", "F8_E4M3", "[256]", draws)],
        to: folder + "/x.safetensors")
      #expect(
        try CheckpointInspection(path: folder + "/x.safetensors").warnings.map(\.text)
          == ["a, b are equal"])
      let weight = try tensor("normal", [32, 8])
      for (file, name) in [("s0", "wte"), ("s1", "lm_head")] {
        var tensors = TensorDictionary()
        tensors[name] = weight
        try tensors.save(to: "\(folder)/\(file).safetensors")
      }
      let index = folder + "/model.safetensors.index.json"
      try Data(
        #"{"weight_map": {"wte": "s0.safetensors", "lm_head": "s1.safetensors"}}"#.utf8
      ).write(to: URL(fileURLWithPath: index))
      #expect(
        try CheckpointInspection(path: index).warnings.map(\.kind) == [.equalShards, .equalTensors])
    }
  }

  @Test("of whole shards: two files with the same values under other names")
  func shards() throws {
    try withTemporaryFolder { folder in
      func save(_ names: [String], seed: UInt64, _ file: String) throws {
        var tensors = TensorDictionary()
        for (number, name) in names.enumerated() {
          tensors[name] = try tensor(
            number == 0 ? "ones" : "normal", [32, 8], seed: seed + UInt64(number))
        }
        try tensors.save(to: "\(folder)/\(file)")
      }
      let names = (0..<3).map { file in (0..<4).map { "layers.\(file * 4 + $0).weight" } }
      for (file, seed) in [(0, 10), (1, 20), (2, 10)] {
        try save(names[file], seed: UInt64(seed), "model-0000\(file + 1)-of-00003.safetensors")
      }
      let map = names.enumerated().flatMap { file, names in
        names.map { "\"\($0)\": \"model-0000\(file + 1)-of-00003.safetensors\"" }
      }
      let index = folder + "/model.safetensors.index.json"
      try Data("{\"metadata\": {}, \"weight_map\": {\(map.joined(separator: ", "))}}".utf8)
        .write(to: URL(fileURLWithPath: index))
      let found = try CheckpointInspection(path: index)
      let shards = found.warnings.filter { $0.kind == .equalShards }
      #expect(shards.count == 1)
      #expect(shards.allSatisfy { $0.isFailure })
      let text = try #require(shards.first?.text)
      #expect(text.contains("model-00001-of-00003") && text.contains("model-00003-of-00003"))
      #expect(!text.contains("model-00002"))
      #expect(found.equalTensors.count == 3)
    }
  }
}
