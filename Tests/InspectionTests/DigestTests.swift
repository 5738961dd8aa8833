import Foundation
import TensorInit
import TensorInitInspection
import TestSupport
import Testing

@Suite("Digests of tensors")
struct DigestTests {
  @Test("are SHA-256 of dtype, shape and bytes")
  func known() throws {
    let found = try inspection(
      of: ["b": Tensor([Float(1), 2, 3], shape: [3, 1]), "a": Tensor([Int64(7)], shape: [])],
      digests: true)
    let digests = Dictionary(uniqueKeysWithValues: found.tensors.map { ($0.name, $0.digest) })
    // hashlib.sha256(b"float32[3,1]\n" + numpy.array([1, 2, 3], "<f4").tobytes()), and so on.
    #expect(digests["b"] == "bd6268e08ac15eb833e41f1252af213cdca242f7cfd58915a86af68499e80a9e")
    #expect(digests["a"] == "51038df23913fd39b7786b578a0a163f1841f5a4b75487b6bc77203c902303f9")
    #expect(found.digest == "1eba4ccd6a578ea1acc91a4e7000c1c3a4082bb0fe5ebbc8064f6686d3cd7cdb")
  }

  @Test("of all depend neither on shards nor on order nor on what else the file has")
  func shards() throws {
    let tensors = try (0..<6).map {
      ("w\($0)", try tensor("normal", [10 + $0], seed: UInt64($0)))
    }
    func digest(_ order: [Int]) throws -> String? {
      try withTemporaryFolder { folder in
        var dictionary = TensorDictionary()
        for index in order { dictionary[tensors[index].0] = tensors[index].1 }
        try dictionary.save(to: folder + "/x.safetensors", metadata: ["order": "\(order)"])
        return try CheckpointInspection(path: folder + "/x.safetensors", digests: true).digest
      }
    }
    let all = try digest([0, 1, 2, 3, 4, 5])
    #expect(all?.count == 64)
    #expect(try digest([5, 3, 1, 0, 2, 4]) == all)
    #expect(try digest([0, 1, 2, 3, 4]) != all)
    let sharded = try withTemporaryFolder { folder in
      var map: [String] = []
      for (number, part) in [tensors[..<2], tensors[2...]].enumerated() {
        var dictionary = TensorDictionary()
        for (name, tensor) in part {
          dictionary[name] = tensor
          map.append("\"\(name)\": \"\(number).safetensors\"")
        }
        try dictionary.save(to: "\(folder)/\(number).safetensors")
      }
      let index = folder + "/x.safetensors.index.json"
      try Data("{\"weight_map\": {\(map.joined(separator: ", "))}}".utf8)
        .write(to: URL(fileURLWithPath: index))
      return try CheckpointInspection(path: index, digests: true).digest
    }
    #expect(sharded == all)
  }

  @Test("differ where name, dtype, shape or a bit does")
  func differ() throws {
    func digests(_ name: String, _ tensor: Tensor) throws -> (String?, String?) {
      let found = try inspection(of: [name: tensor], digests: true)
      return (found.tensors[0].digest, found.digest)
    }
    let first = try digests("w", Tensor([Float(1), 2]))
    let others = try [
      digests("w", Tensor([Float(1), 2], shape: [2, 1])),
      digests("w", Tensor([Float(1), 2].map { Int32(bitPattern: $0.bitPattern) })),
      digests("w", Tensor([Float(1), 2.0000002])),
    ]
    for other in others { #expect(other.0 != first.0 && other.1 != first.1) }
    let renamed = try digests("v", Tensor([Float(1), 2]))
    #expect(renamed.0 == first.0 && renamed.1 != first.1)
  }

  @Test("are there of dtypes without arithmetic, which have no figures")
  func unsupported() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.safetensors"
      try writeSafetensors(
        [
          ("f8", "F8_E4M3", "[3]", [1, 2, 3]), ("c", "C64", "[1]", [0, 1, 2, 3, 4, 5, 6, 7]),
          ("f8.copy", "F8_E4M3", "[40]", Array(0..<40)),
          ("f8.too", "F8_E4M3", "[40]", Array(0..<40)),
        ], to: path)
      let found = try CheckpointInspection(path: path, digests: true)
      for tensor in found.tensors {
        #expect(tensor.statistics == nil && tensor.histogram == nil && tensor.appearances.isEmpty)
      }
      let f8 = try #require(found.tensors.first { $0.name == "f8" })
      // hashlib.sha256(b"F8_E4M3[3]\n\x01\x02\x03")
      #expect(f8.digest == "73f879026862ea5324efeed79565788cb96b3b4097ea33ffd72136a57f97f346")
      #expect(f8.elementCount == 3)
      #expect(found.equalTensors.count == 1)
    }
  }
}
