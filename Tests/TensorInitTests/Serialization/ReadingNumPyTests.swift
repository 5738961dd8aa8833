import Foundation
import TensorInit
import TestSupport
import Testing

@Suite("A file of NumPy's is read")
struct ReadingNumPyTests {
  /// The bytes of an npy file with this header.
  private static func npy(_ header: String, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
    let length = header.utf8.count
    let width = version == 1 ? 2 : 4
    return [0x93] + Array("NUMPY".utf8) + [version, 0]
      + (0..<width).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8)
      + data
  }

  private static func header(
    _ type: String, _ shape: String, isColumnMajor: Bool = false
  ) -> String {
    "{'descr': '\(type)', 'fortran_order': \(isColumnMajor ? "True" : "False"), 'shape': \(shape), }\n"
  }

  @Test("as it was written", arguments: ["npy", "npz"])
  func roundTrip(format: String) throws {
    for dtype in DType.allCases where dtype != .bfloat16 {
      for shape in [[], [0, 3], [7], [2, 3, 4]] as [Shape] {
        let tensor = try Tensor(zeros: shape, dtype: dtype)
        try tensor.initialize(.random(low: 0, high: 2), using: Generator(seed: 1))
        try withTemporaryFolder { folder in
          let path = "\(folder)/größe.x.\(format)"
          try tensor.save(to: path, named: "größe.x")
          let reader = try CheckpointReader(path: path)
          #expect(reader.tensors.map(\.name) == ["größe.x"])
          let read = try reader.tensor(named: "größe.x")
          #expect(read.shape == shape)
          #expect(read.dtype == dtype)
          #expect(read.doubles() == tensor.doubles())
        }
      }
    }
  }

  @Test("whatever the order of its bytes, in all versions", arguments: 1...3 as ClosedRange<UInt8>)
  func byteOrder(version: UInt8) throws {
    let cases: [(type: String, dtype: DType, data: [UInt8], values: [Double])] = [
      ("<i2", .int16, [1, 0, 0, 1], [1, 256]), (">i2", .int16, [0, 1, 1, 0], [1, 256]),
      (">f4", .float32, [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0], [1, -2]),
      ("=f2", .float16, [0, 0x3c, 0, 0xc0], [1, -2]),
      ("u1", .uint8, [5, 255], [5, 255]), ("?", .bool, [0, 2], [0, 1]),
      ("|b1", .bool, [1, 0], [1, 0]),
      (
        ">i8", .int64, [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 3], [256, 3]
      ),
    ]
    for (type, dtype, data, values) in cases {
      let file = Self.npy(Self.header(type, "(2,)"), data, version: version)
      try withFile(file, named: "x.npy") { path in
        let reader = try CheckpointReader(path: path)
        let tensor = try reader.tensor(named: "x")
        #expect(tensor.dtype == dtype)
        #expect(tensor.doubles() == values)
        #expect(reader.tensors[0].storedDType == type)
      }
    }
  }

  @Test(
    "whatever the order of its axes, whole and in parts",
    arguments: [
      [3], [2, 3], [3, 1, 2], [4, 3, 2], [2, 3, 2, 5], [40, 3], [3, 40], [1, 5], [5, 1],
    ]
      as [Shape])
  func columnMajor(shape: Shape) throws {
    let count = try shape.elementCount
    // The number of each element in row-major order, laid column-major, big-endian.
    var data: [UInt8] = []
    for place in 0..<count {
      var (rest, element) = (place, 0)
      var indices: [Int] = []
      for size in shape {
        indices.append(rest % size)
        rest /= size
      }
      for (size, index) in zip(shape, indices) { element = element * size + index }
      data += withUnsafeBytes(of: Float(element).bitPattern.bigEndian) { Array($0) }
    }
    let sizes = shape.map { "\($0)," }.joined()
    let file = Self.npy(Self.header(">f4", "(\(sizes))", isColumnMajor: true), data)
    try withFile(file, named: "x.npy") { path in
      let reader = try CheckpointReader(path: path)
      let stored = try #require(reader["x"])
      let values = (0..<count).map { Float($0) }
      #expect(try reader.elements(0..<count, of: stored) == values)
      #expect(try reader.tensor(named: "x").doubles() == values.map(Double.init))
      let bytes = try reader.bytes(0..<4 * count, of: stored)
      for start in 0..<count {
        for end in start...min(count, start + 9) {
          #expect(try reader.elements(start..<end, of: stored) == Array(values[start..<end]))
        }
      }
      for range in [1..<2, 3..<9, 2..<4 * count - 1] where range.upperBound <= 4 * count {
        #expect(try reader.bytes(range, of: stored) == Array(bytes[range]))
      }
    }
  }

  @Test("by name, shape and size where the library has no arithmetic for the elements")
  func otherTypes() throws {
    for (descr, size) in [
      ("'<u4'", 8), ("'>c8'", 16), ("'<U3'", 24), ("'|S5'", 10), ("'<M8[ns]'", 16), ("'|V2'", 4),
      ("'<f16'", 32), ("[('x', '<i4'), ('y(]', '<f8', (2,))]", 24), ("'|O'", 9),
    ] {
      let header = "{'descr': \(descr), 'fortran_order': False, 'shape': (2,)}"
      try withFile(Self.npy(header, Array(repeating: 1, count: size)), named: "x.npy") { path in
        let reader = try CheckpointReader(path: path)
        let stored = try #require(reader["x"])
        #expect(stored.shape == [2])
        #expect(stored.byteCount == size)
        #expect(stored.dtype == nil)
        #expect(descr.contains(stored.storedDType))
        #expect(try reader.bytes(0..<size, of: stored).count == size)
        #expect {
          try reader.tensor(named: "x")
        } throws: {
          "\($0)"
            == "'x': the tensor's dtype is \(stored.storedDType); expected one that the library computes with"
        }
      }
    }
  }

  @Test("and a malformed npy file is an error that says why")
  func malformedNPY() throws {
    let good = Self.header("<f4", "(2,)")
    let data = [UInt8](repeating: 0, count: 8)
    let cases: [(file: [UInt8], reason: String)] = [
      ([], "it doesn't begin as an npy file does"),
      (Array("\u{93}NUMPY".utf8), "it doesn't begin as an npy file does"),
      (Self.npy(good, data, version: 4), "version 4.0; expected 1.0, 2.0 or 3.0"),
      (Self.npy(good, data, version: 0), "version 0.0; expected 1.0, 2.0 or 3.0"),
      (Array(Self.npy(good, data).prefix(40)), "a header of 58 bytes; expected at most 30"),
      (
        Self.npy(good, Array(data.dropLast())),
        "the header is followed by 7 bytes; expected those of 2 elements of '<f4'"
      ),
      (
        Self.npy(good, data + [0]),
        "the header is followed by 9 bytes; expected those of 2 elements of '<f4'"
      ),
      (Self.npy(Self.header("<f3", "(2,)"), data), "the dtype '<f3' is unknown"),
      (Self.npy(Self.header("", "(2,)"), data), "the dtype '' is unknown"),
      (
        Self.npy(Self.header("<f4", "(4611686018427387904, 4)"), data),
        "there is no array of the shape [4611686018427387904, 4]"
      ),
      (
        Self.npy(Self.header("|S99999999999", "(99999999999,)"), data),
        "the header is followed by 8 bytes; expected those of 99999999999 elements of '|S99999999999'"
      ),
      (
        Self.npy(Self.header("<f4", "(-1,)"), data),
        "the header can't be read: expected an integer of 0 or more in 64 bits at byte 51"
      ),
      (Self.npy("{}", data), "the header lacks descr, fortran_order or shape"),
      (Self.npy("", data), "the header can't be read: expected '{' at byte 0"),
      (
        Self.npy("{'descr': '<f4', 'descr': '<f4'}", data),
        "the header's key 'descr' is unknown or given twice"
      ),
      (
        Self.npy("{'other': '<f4'}", data), "the header's key 'other' is unknown or given twice"
      ),
      (
        Self.npy("{'descr': [[[['x'", data),
        "the header can't be read: expected the list's end at byte 17"
      ),
      (
        Self.npy("{'fortran_order': 1}", data),
        "the header can't be read: expected True or False at byte 18"
      ),
      (Self.npy(good + "x", data), "the header can't be read: expected the end at byte 58"),
    ]
    for (file, reason) in cases {
      try withFile(file, named: "x.npy") { path in
        #expect {
          try CheckpointReader(path: path)
        } throws: {
          "\($0)" == "\(path): can't read as npy: \(reason)"
        }
      }
    }
  }
}
