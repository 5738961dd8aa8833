import Foundation
import TensorInit
import TestSupport
import Testing

@Suite("Names are the same if their bytes are, whatever Unicode calls equivalent")
struct NamesAreBytesTests {
  /// `é` in one code point and in two, and three signs for an angstrom.
  static let names = ["\u{e9}", "e\u{301}", "\u{c5}", "\u{212b}", "A\u{30a}"]

  private func dictionary() throws -> TensorDictionary {
    var dictionary = TensorDictionary()
    for (index, name) in Self.names.enumerated() {
      dictionary[name] = try Tensor([Float(index)])
    }
    return dictionary
  }

  private func bytes(_ names: [String]) -> [[UInt8]] { names.map { Array($0.utf8) } }

  private func first(_ dictionary: TensorDictionary) -> [Double?] {
    Self.names.map { dictionary[$0]?.doubles()[0] }
  }

  @Test("in a dictionary, to the last of them")
  func dictionaries() throws {
    var dictionary = try dictionary()
    #expect(bytes(dictionary.names) == bytes(Self.names))
    #expect(first(dictionary) == [0, 1, 2, 3, 4])
    try dictionary.initialize(.constant(9), named: [Self.names[1], Self.names[3]])
    #expect(first(dictionary) == [0, 9, 2, 9, 4])
    dictionary[Self.names[0]] = nil
    #expect(first(dictionary) == [nil, 9, 2, 9, 4])
    #expect(bytes(dictionary.names) == bytes(Array(Self.names.dropFirst())))
    #expect(throws: TensorInitError.self) {
      try dictionary.initialize(.ones, named: Self.names[0])
    }
  }

  @Test("each draws from a stream of its own")
  func streams() throws {
    let dictionary = try dictionary()
    try dictionary.initialize(.uniform(), using: Generator(seed: 1))
    #expect(Set(first(dictionary)).count == Self.names.count)
  }

  @Test("in patterns and rules")
  func patterns() throws {
    for (index, name) in Self.names.enumerated() {
      let dictionary = try dictionary()
      try dictionary.initialize(.constant(9), matching: TensorPattern(name))
      var expected: [Double?] = [0, 1, 2, 3, 4]
      expected[index] = 9
      #expect(first(dictionary) == expected)
    }
    let dictionary = try dictionary()
    let report = try dictionary.initialize([("?", .constant(9)), ("\u{c5}*", .zeros)])
    #expect(report.unmatchedRules == ["\u{c5}*"])
    #expect(bytes(report.unreachedNames) == bytes([Self.names[1], Self.names[4]]))
    try dictionary.initialize(.constant(8), matching: .regex(/\u{e9}|A./))
    #expect(first(dictionary) == [8, 1, 9, 9, 8])
  }

  @Test("in modules and their state dicts")
  func modules() throws {
    struct Two: Module {
      let parameters: TensorDictionary
      var ownParameters: TensorDictionary { parameters }
    }
    let module = Two(parameters: try dictionary())
    #expect(module.stateDict.count == Self.names.count)
    var state = TensorDictionary()
    state[Self.names[1]] = try Tensor([7.0])
    let report = try module.loadStateDict(state, strict: false)
    #expect(report.missingNames.count == Self.names.count - 1)
    #expect(first(module.parameters) == [0, 7, 2, 3, 4])
    let children = try Sequential(Self.names.map { (name: $0, module: module) })
    #expect(children.namedTensors.count == Self.names.count * Self.names.count)
    #expect(throws: TensorInitError.self) {
      try Sequential([(name: Self.names[0], module: module), (name: Self.names[0], module: module)])
    }
  }

  @Test("in files, whole and in shards")
  func files() throws {
    try withTemporaryFolder { folder in
      let dictionary = try dictionary()
      try dictionary.save(to: folder + "/x.npz")
      let path = folder + "/x.safetensors"
      try dictionary.save(to: path)
      let read = try TensorDictionary(contentsOf: path)
      #expect(read.count == Self.names.count)
      #expect(first(read) == [0, 1, 2, 3, 4])
      let entries = Self.names.map { TensorSpec(name: $0, shape: [1], dtype: .float32) }
      #expect(entries[0] != entries[1] && Set(entries).count == entries.count)
      let writer = try CheckpointWriter(path: path, tensors: entries, shardByteCount: 8)
      for name in Self.names { try writer.write(.ones, named: name) }
      try writer.commit()
      let index = try Array(Data(contentsOf: URL(fileURLWithPath: path + ".index.json")))
      let lines = index.split(separator: UInt8(ascii: "\n")).filter { $0.contains(0x2d) }
      #expect(lines.count == Self.names.count)
      #expect(zip(lines, lines.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
      #expect(throws: TensorInitError.self) {
        try CheckpointPlan(path: path, tensors: [entries[0], entries[0]])
      }
    }
  }

  @Test("and of the library's own, only ASCII letters have two cases")
  func ownNames() throws {
    #expect(throws: TensorInitError.self) { try Nonlinearity(named: "lea\u{212a}y_relu") }
    #expect(throws: TensorInitError.self) { try Initializer("\u{212a}normal") }
    #expect(try Initializer("K_Normal").name == "kaiming_normal")
  }

  @Test("and a path is taken apart at its bytes")
  func paths() throws {
    try withTemporaryFolder { folder in
      // Marks that Swift's characters join with the slash before and the point after.
      let name = "\u{301}x\u{600}"
      let entries = ["a", "b"].map { TensorSpec(name: $0, shape: [1], dtype: .int8) }
      let writer = try CheckpointWriter(
        path: "\(folder)/\(name).safetensors", tensors: entries, shardByteCount: 1)
      for entry in entries { try writer.write(.ones, named: entry.name) }
      try writer.commit()
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(
        Set(bytes(names))
          == Set(
            bytes([
              "\(name)-00001-of-00002.safetensors", "\(name)-00002-of-00002.safetensors",
              "\(name).safetensors.index.json",
            ])))
      let index = try String(contentsOfFile: writer.paths[2], encoding: .utf8)
      #expect(index.contains(": \"\(name)-00001-of-00002.safetensors\""))
    }
  }
}
