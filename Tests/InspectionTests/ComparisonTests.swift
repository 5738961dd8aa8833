import TensorInit
import TensorInitInspection
import TestSupport
import Testing

@Suite("Two checkpoints are compared")
struct ComparisonTests {
  private func comparison(
    _ tensors: KeyValuePairs<String, Tensor>, _ others: KeyValuePairs<String, Tensor>
  ) throws -> CheckpointComparison {
    try withTemporaryFolder { folder in
      for (file, tensors) in [("a", tensors), ("b", others)] {
        var dictionary = TensorDictionary()
        for (name, tensor) in tensors { dictionary[name] = tensor }
        try dictionary.save(to: "\(folder)/\(file).safetensors")
      }
      return try CheckpointComparison(
        CheckpointReader(path: folder + "/a.safetensors"),
        CheckpointReader(path: folder + "/b.safetensors"))
    }
  }

  @Test("and are equal if names, shapes, dtypes and bytes are")
  func equal() throws {
    let weight = try tensor("normal", [1_000_000])
    let found = try comparison(
      ["a": weight, "b": Tensor([Float.nan])], ["b": Tensor([Float.nan]), "a": weight])
    #expect(found.isEqual)
    #expect(found.tensors.allSatisfy { $0.differences?.count == 0 && $0.differences?.first == nil })
  }

  @Test("by names, shapes and dtypes")
  func names() throws {
    let found = try comparison(
      [
        "same": Tensor([Float(1)]), "extra": Tensor([Float(1)]), "shape": Tensor([Float(1), 2]),
        "dtype": Tensor([Float(1)]),
      ],
      [
        "dtype": Tensor([Int32(1)]), "missing": Tensor([Float(1)]),
        "shape": Tensor([Float(1), 2], shape: [1, 2]), "same": Tensor([Float(1)]),
      ])
    #expect(!found.isEqual)
    #expect(found.missing == ["missing"] && found.extra == ["extra"])
    #expect(
      found.tensors.filter { $0.differences == nil }.map(\.name).sorted() == ["dtype", "shape"])
    #expect(found.tensors.filter(\.isEqual).map(\.name) == ["same"])
  }

  @Test("and of values it says how many differ, the first, and by how much at most")
  func values() throws {
    let weight = try tensor("zeros", [9_000_000])
    let other = try tensor("zeros", [9_000_000])
    try other.withUnsafeMutableBufferPointer(of: Float.self) {
      $0[8_999_999] = 0.25
      $0[5_000_001] = -0.75
      $0[5_000_003] = -0.0
    }
    let differences = try #require(
      try comparison(["w": weight], ["w": other]).tensors[0].differences)
    #expect(differences.count == 3)
    #expect(differences.first == 5_000_001)
    #expect(differences.largest == 0.75)
  }

  @Test("exactly for integers, and infinitely for what is not finite")
  func others() throws {
    let cases: [(Tensor, Tensor, Double)] = try [
      (Tensor([Int64.max]), Tensor([Int64.max - 1]), 1),
      (Tensor([Int64.max]), Tensor([Int64.min]), 0x1p64),
      (Tensor([Float.nan, 1]), Tensor([Float(2), 3]), .infinity),
      (Tensor([Float.infinity]), Tensor([Float(2)]), .infinity),
      (Tensor([true, false]), Tensor([true, true]), 1),
    ]
    for (tensor, other, distance) in cases {
      let found = try comparison(["w": tensor], ["w": other]).tensors[0]
      #expect(found.differences?.largest == distance)
    }
  }
}
