import Foundation
import TensorInit
import TestSupport
import Testing

@Suite("A malformed safetensors file is an error that says why")
struct MalformedSafetensorsTests {
  struct Malformed: Sendable, CustomTestStringConvertible {
    let reason: String
    let bytes: [UInt8]
    init(_ reason: String, _ bytes: [UInt8]) {
      self.reason = reason
      self.bytes = bytes
    }
    /// A file of one entry, written as JSON without its braces.
    init(_ reason: String, entry: String, data: Int = 4) {
      self.init(reason, safetensors("{\"a\":{\(entry)}}", Array(repeating: 0, count: data)))
    }
    var testDescription: String { reason }
  }

  private static func length(_ value: UInt64, then rest: [UInt8]) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } + rest
  }

  static let lengths = [
    Malformed("it is shorter than 8 bytes", []),
    Malformed("it is shorter than 8 bytes", [2, 0, 0, 0, 0, 0, 0]),
    Malformed("a header of 3 bytes; expected at most 2", length(3, then: Array("{}".utf8))),
    Malformed(
      "a header of 18446744073709551615 bytes; expected at most 2",
      length(.max, then: Array("{}".utf8))),
    Malformed(
      "a header of 9223372036854775807 bytes; expected at most 2",
      length(.max / 2, then: Array("{}".utf8))),
    Malformed(
      "a header of 100000001 bytes; expected at most 2",
      length(100_000_001, then: Array("{}".utf8))),
    Malformed("the header can't be read: expected an object at byte 0", length(0, then: [])),
  ]

  static let json = [
    Malformed("the header can't be read: expected an object at byte 0", safetensors("[]", [])),
    Malformed(
      "the header can't be read: expected an object at byte 0", safetensors("\u{feff}{}", [])),
    Malformed("the header can't be read: ", length(4, then: [0x7b, 0, 0x7d, 0])),
    Malformed("the header can't be read: ", safetensors("{", [])),
    Malformed("the header can't be read: ", safetensors("{}{}", [])),
    Malformed("the header can't be read: ", safetensors(#"{"a":1}"#, [])),
    Malformed("the header can't be read: ", safetensors(#"{"a":null}"#, [])),
    Malformed("the header can't be read: ", safetensors(#"{"__metadata__":{"a":1}}"#, [])),
    Malformed("the header can't be read: ", safetensors(#"{"__metadata__":[]}"#, [])),
    Malformed(
      "the header can't be read: ", length(7, then: [0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])),
    Malformed(
      "the header can't be read: a: x: values nested too deep at byte 136",
      safetensors("{\"a\":{\"x\":" + String(repeating: "[", count: 100_000) + "}", [])),
    Malformed(
      "the header can't be read: ",
      safetensors(String(repeating: "{\"a\":", count: 100_000), [])),
    Malformed(
      "the header can't be read: a: ", entry: #""shape":[1],"data_offsets":[0,4]"#),
    Malformed("the header can't be read: a: ", entry: #""dtype":"F32","data_offsets":[0,4]"#),
    Malformed("the header can't be read: a: ", entry: #""dtype":"F32","shape":[1]"#),
    Malformed(
      "the header can't be read: a: dtype: ",
      entry: #""dtype":4,"shape":[1],"data_offsets":[0,4]"#),
    Malformed(
      "the header can't be read: a: shape: ",
      entry: #""dtype":"F32","shape":["1"],"data_offsets":[0,4]"#),
    Malformed(
      "the header can't be read: ", entry: #""dtype":"F32","shape":[1.5],"data_offsets":[0,4]"#),
    Malformed(
      "the header can't be read: ",
      entry: #""dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]"#),
  ]

  static let entries = [
    Malformed(
      "the header can't be read: a: there is no tensor of the shape [3]",
      entry: #""dtype":"F4","shape":[3],"data_offsets":[0,2]"#, data: 2),
    Malformed(
      "the header can't be read: a: there is no tensor of the shape [2]",
      entry: #""dtype":"F6_E2M3","shape":[2],"data_offsets":[0,2]"#, data: 2),
    Malformed(
      "the header can't be read: a: there is no tensor of the shape "
        + "[9223372036854775807, 9223372036854775807, 0]",
      entry:
        #""dtype":"U8","shape":[9223372036854775807,9223372036854775807,0],"data_offsets":[0,0]"#,
      data: 0),
    Malformed(
      "the header can't be read: a: a list of more than 3 values",
      safetensors(#"{"a":["F32",[1],[0,4],0]}"#, [0, 0, 0, 0])),
    Malformed(
      "the header can't be read: a: expected the keys dtype, shape and data_offsets",
      safetensors(#"{"a":["F32",[1]]}"#, [0, 0, 0, 0])),
    Malformed(
      "the header can't be read: a: dtype: F32: expected null",
      entry: #""dtype":{"F32":1},"shape":[1],"data_offsets":[0,4]"#),
    Malformed(
      "the header can't be read: a: the format doesn't have the dtype 'f32'",
      entry: #""dtype":"f32","shape":[1],"data_offsets":[0,4]"#),
    Malformed(
      "the header can't be read: a: there is no tensor of the shape [-1]",
      entry: #""dtype":"F32","shape":[-1],"data_offsets":[0,4]"#),
    Malformed(
      "the header can't be read: a: there is no tensor of the shape [4611686018427387904, 4]",
      entry: #""dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]"#),
    Malformed(
      "the header can't be read: a: the data offsets are [0]; expected two that are 4 bytes apart",
      entry: #""dtype":"F32","shape":[1],"data_offsets":[0]"#),
    Malformed(
      "the header can't be read: a: the data offsets are [0]; expected two that are 1 byte apart",
      entry: #""dtype":"I8","shape":[1],"data_offsets":[0]"#),
    Malformed(
      "the header can't be read: a: the data offsets are [0, 4, 8]; "
        + "expected two that are 4 bytes apart",
      entry: #""dtype":"F32","shape":[1],"data_offsets":[0,4,8]"#),
    Malformed(
      "the header can't be read: a: the data offsets are [-4, 0]; "
        + "expected two that are 4 bytes apart",
      entry: #""dtype":"F32","shape":[1],"data_offsets":[-4,0]"#),
    Malformed(
      "the header can't be read: a: the data offsets are [4, 0]; "
        + "expected two that are 4 bytes apart",
      entry: #""dtype":"F32","shape":[1],"data_offsets":[4,0]"#),
    Malformed(
      "the header can't be read: a: the data offsets are [0, 3]; "
        + "expected two that are 4 bytes apart",
      entry: #""dtype":"F32","shape":[1],"data_offsets":[0,3]"#),
    Malformed(
      "the header can't be read: a: the data offsets are [0, 9223372036854775807]; "
        + "expected two that are 4 bytes apart",
      entry: #""dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775807]"#),
    Malformed(
      "the data of 'a' begin at 9223372036854775803; expected 0, where those before end",
      entry:
        #""dtype":"F32","shape":[1],"data_offsets":[9223372036854775803,9223372036854775807]"#),
    Malformed(
      "the data of 'a' begin at 1; expected 0, where those before end",
      entry: #""dtype":"F32","shape":[1],"data_offsets":[1,5]"#, data: 5),
    Malformed(
      "the data of 'a' end after the file",
      entry: #""dtype":"F32","shape":[1],"data_offsets":[0,4]"#, data: 3),
    Malformed(
      "the last tensor is followed by 1 byte",
      entry: #""dtype":"F32","shape":[1],"data_offsets":[0,4]"#, data: 5),
    Malformed("the last tensor is followed by 4 bytes", safetensors("{}", [0, 0, 0, 0])),
    overlap(#"[0,4]"#, #"[2,6]"#, "the data of 'b' begin at 2; expected 4, where those before end"),
    overlap(#"[0,4]"#, #"[0,4]"#, "the data of 'b' begin at 0; expected 4, where those before end"),
    overlap(#"[0,4]"#, #"[5,9]"#, "the data of 'b' begin at 5; expected 4, where those before end"),
  ]

  private static func overlap(_ first: String, _ second: String, _ reason: String) -> Malformed {
    Malformed(
      reason,
      safetensors(
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":\#(first)},"#
          + #""b":{"dtype":"I32","shape":[1],"data_offsets":\#(second)}}"#,
        Array(repeating: 0, count: 9)))
  }

  @Test("of its lengths, its header or its entries", arguments: lengths + json + entries)
  func malformed(file: Malformed) throws {
    try withFile(file.bytes) { path in
      #expect {
        try TensorDictionary(contentsOf: path)
      } throws: {
        "\($0)".hasPrefix("\(path): can't read as safetensors: \(file.reason)")
      }
    }
  }

  @Test(
    "or has a key twice",
    arguments: [
      #"{"a":T,"a":T}"#, #"{"\u0061":T,"a":T}"#, #"{"__metadata__":{},"__metadata__":{}}"#,
      #"{"__metadata__":{"a":"b","a":"b"}}"#,
      #"{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      #"{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}"#,
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"data_offsets":[0,4]}}"#,
    ])
  func twice(header: String) throws {
    let tensor = #"{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#
    try withFile(safetensors(header.replacing("T", with: tensor), [0, 0, 0, 0])) { path in
      #expect {
        try TensorDictionary(contentsOf: path)
      } throws: {
        "\($0)".hasSuffix(": the key is given twice")
      }
    }
  }

  @Test(
    "or is not JSON to the letter",
    arguments: [
      #"{"a":T,}"#, #"{"a" T}"#, #"{a:T}"#, #"{"a":T"#, #"{"a":T}}"#, #"{"a":T} x"#, #"{'a':T}"#,
      "{\"a\n\":T}", #"{"\x":T}"#, #"{"\u12":T}"#, #"{"\u+123":T}"#, #"{"\ud800":T}"#,
      #"{"\udc00":T}"#, #"{"\ud800\u0041":T}"#,
      #"{"a":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}}"#,
      #"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#,
      #"{"a":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}}"#,
      #"{"a":{"dtype":"F32","shape":[1,],"data_offsets":[0,4]}}"#,
      #"{"a":{"dtype":"F32","shape":[+1],"data_offsets":[0,4]}}"#,
      #"{"a":{"x":tru,"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      #"{"a":{"x":[1,,2],"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      #"{"a":{"x":-,"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      #"{"a":{"x":1e309,"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-0,4]}}"#,
      #"{"a":{"dtype":{},"shape":[1],"data_offsets":[0,4]}}"#,
      #"{"a":{"dtype":{"F32":null,"I32":null},"shape":[1],"data_offsets":[0,4]}}"#,
    ])
  func strict(header: String) throws {
    let tensor = #"{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#
    try withFile(safetensors(header.replacing("T", with: tensor), [0, 0, 0, 0])) { path in
      #expect {
        try TensorDictionary(contentsOf: path)
      } throws: {
        "\($0)".contains(": the header can't be read: ")
      }
    }
  }

  @Test("and no cut of a whole file is read")
  func cuts() throws {
    let header = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    let whole = safetensors(header, [0, 0, 0, 0])
    for count in whole.indices {
      try withFile(Array(whole.prefix(count))) { path in
        #expect(throws: TensorInitError.self, "\(count) bytes") {
          try TensorDictionary(contentsOf: path)
        }
      }
    }
  }

  @Test("and no change of a byte traps")
  func changes() throws {
    let header =
      #"{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}}"#
    let whole = safetensors(header, [0, 0, 0, 0])
    try withTemporaryFolder { folder in
      let path = folder + "/x.safetensors"
      for index in 0..<(8 + header.utf8.count) {
        for byte: UInt8 in [0, 0x2d, 0x30, 0x39, 0x5b, 0x7b, 0x7d, 0x22, 0xff] {
          var bytes = whole
          bytes[index] = byte
          try Data(bytes).write(to: URL(fileURLWithPath: path))
          do {
            _ = try TensorDictionary(contentsOf: path)
          } catch {
            #expect(error is TensorInitError)
          }
        }
      }
    }
  }

  @Test("and no memory is taken for a header that is too long, however large the file")
  func hugeHeader() throws {
    try withFile(Self.length(100_000_001, then: [])) { path in
      #expect(truncate(path, 1 << 36) == 0)
      #expect {
        try CheckpointReader(path: path)
      } throws: {
        "\($0)".hasSuffix("a header of 100000001 bytes; expected at most 100000000")
      }
    }
  }

  @Test("and neither is what is no file")
  func noFile() throws {
    try withTemporaryFolder { folder in
      let files = FileManager.default
      try files.createDirectory(
        atPath: folder + "/folder.safetensors", withIntermediateDirectories: false)
      try files.createSymbolicLink(
        atPath: folder + "/device.safetensors", withDestinationPath: "/dev/zero")
      for (path, reason) in [
        ("/none", "can't open: No such file or directory"),
        ("/folder", "can't read: it is not a regular file"),
        ("/device", "can't read: it is not a regular file"),
      ] {
        let path = folder + path + ".safetensors"
        #expect { try TensorDictionary(contentsOf: path) } throws: {
          "\($0)" == "\(path): \(reason)"
        }
      }
    }
  }
}
