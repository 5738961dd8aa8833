import Foundation
import TensorInit
import TestSupport
import Testing

@Suite("A checkpoint's plan")
struct CheckpointPlanTests {
  /// Of several dtypes, so that a file's order is not that of the list.
  private static let declarations: [TensorDeclaration] = [
    .parameter("a", [3], .normal(), dtype: .float16),
    .parameter("b", [40, 50], .orthogonal()),
    .buffer("c", [], .zeros, dtype: .int64),
    .parameter("d", [300_000], .uniform()),
    .parameter("e", [0, 4], .normal()),
    .parameter("f", [100], .normal(), dtype: .float64),
  ]

  private static let specs = declarations.map(\.spec)

  private func plan(_ path: String, shardByteCount: Int? = 9000) throws -> CheckpointPlan {
    try CheckpointPlan(
      path: path, tensors: Self.specs, shardByteCount: shardByteCount, metadata: ["k": "v"])
  }

  private func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }

  @Test("is the same of the same arguments, and touches no file")
  func pure() throws {
    try withTemporaryFolder { folder in
      // What the writer removes, were there one.
      let leftover = folder + "/.tensor-init-1a2b.tmp"
      try Data().write(to: URL(fileURLWithPath: leftover))
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -7200)], ofItemAtPath: leftover)
      for folder in [folder, "/none/of/these"] {
        let path = folder + "/x.safetensors"
        let (first, second) = (try plan(path), try plan(path))
        #expect(first.paths == second.paths)
        #expect(first.tensors == second.tensors)
        #expect(first.byteCount == second.byteCount)
        #expect(first.index?.text == second.index?.text)
        for (first, second) in zip(first.shards, second.shards) {
          #expect(first.tensors == second.tensors)
          #expect(first.dataOffsets == second.dataOffsets)
        }
      }
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(files == [".tensor-init-1a2b.tmp"])
    }
  }

  @Test("says which files come, which tensors they hold in which order, and how large they are")
  func contents() throws {
    let plan = try plan("folder/x.safetensors")
    #expect(
      plan.paths == (1...3).map { "folder/x-0000\($0)-of-00003.safetensors" } + [
        "folder/x.safetensors.index.json"
      ])
    #expect(plan.shards.map { $0.tensors.map(\.name) } == [["c", "b", "a"], ["d", "e"], ["f"]])
    #expect(plan.tensors.map(\.name) == ["c", "b", "a", "d", "e", "f"])
    #expect(plan.tensors.first?.isBuffer == true)
    try withTemporaryFolder { folder in
      let plan = try self.plan(folder + "/x.safetensors")
      let writer = try CheckpointWriter(plan)
      try writer.write(Self.declarations)
      try writer.commit()
      let sizes = try plan.paths.map { try bytes($0).count }
      #expect(sizes.dropLast() == plan.shards.map(\.byteCount)[...])
      #expect(sizes.dropLast().reduce(0, +) == plan.byteCount)
      for (shard, path) in zip(plan.shards, plan.paths) {
        let file = try SafetensorsFile(path: path)
        let starts = shard.tensors.map { file.entries[$0.name]?.range.lowerBound }
        #expect(starts == shard.dataOffsets.map { $0 - shard.dataOffsets[0] })
      }
    }
  }

  @Test(
    "has shards that can be written alone, to the bytes of the whole checkpoint's",
    arguments: [Generator.Algorithm.ars, .philox])
  func shards(algorithm: Generator.Algorithm) throws {
    try withTemporaryFolder { folder in
      let generator = Generator(algorithm: algorithm, seed: 7)
      let plan = try plan(folder + "/x.safetensors")
      let writer = try CheckpointWriter(plan)
      try writer.write(Self.declarations, using: generator)
      try writer.commit()
      let expected = try plan.paths.dropLast().map(bytes)
      for (number, shard) in plan.shards.enumerated().reversed() {
        // Each as another process would.
        let alone = try ShardWriter(self.plan(folder + "/x.safetensors"), shard: number)
        let names = Set(shard.tensors.map(\.name))
        try alone.write(
          Self.declarations.filter { names.contains($0.spec.name) },
          using: Generator(algorithm: algorithm, seed: 7))
        try alone.finish()
        try FileManager.default.removeItem(atPath: shard.path)
        try alone.file.publish()
        let isSame = try bytes(shard.path) == expected[number]
        #expect(isSame, "\(shard.path)")
      }
    }
  }

  @Test("whose shards' writers take no tensor of another shard, and leave nothing when let go")
  func otherShard() throws {
    try withTemporaryFolder { folder in
      do {
        let writer = try ShardWriter(plan(folder + "/x.safetensors"), shard: 2)
        #expect(
          throws: TensorInitError.unknownName(
            kind: "tensor", given: "d", nearest: nil, known: ["f"])
        ) { try writer.write([Self.declarations[3]]) }
        try writer.write(Array(Self.declarations[5...]))
        try writer.finish()
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    }
  }

  @Test("refuses shards of formats that have none, and of less than a byte")
  func faults() {
    #expect(
      throws: TensorInitError.invalidArgument(
        argument: "the file's format", given: "npz",
        expected: "safetensors, the only one that has shards")
    ) { try plan("x.npz") }
    #expect(
      throws: TensorInitError.invalidArgument(
        argument: "shardByteCount", given: "0", expected: "a number of 1 or more")
    ) { try plan("x.safetensors", shardByteCount: 0) }
  }
}
