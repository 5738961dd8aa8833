import Foundation
import TensorInit
import TestSupport
import Testing

@Suite("An npz archive is read")
struct ReadingZipTests {
  /// A member as a test wants it.
  private struct Member {
    var name = Array("a.npy".utf8)
    var localName: [UInt8]?
    var data: [UInt8]
    var flags: UInt16 = 0
    var method: UInt16 = 0
    /// Where the directory says it begins, from its beginning.
    var shift = 0
    /// Added to the size that the directory says.
    var excess = 0
    var checksum: UInt32?
  }

  private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private static func npy(_ values: [UInt8]) -> [UInt8] {
    let header = "{'descr': '|u1', 'fortran_order': False, 'shape': (\(values.count),)}"
    return [0x93] + Array("NUMPY".utf8) + [1, 0] + bytes(UInt16(header.utf8.count))
      + Array(header.utf8) + values
  }

  /// CRC-32 a bit at a time.
  private static func checksum(_ data: [UInt8]) -> UInt32 {
    var crc = UInt32.max
    for byte in data {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1 }
    }
    return ~crc
  }

  /// - Parameters:
  ///   - isLong: Whether all numbers are in the fields of 8 bytes.
  ///   - extraCount: Added to the number of members that the end says.
  private static func archive(
    _ members: [Member], isLong: Bool = false, extraCount: Int = 0, comment: [UInt8] = [],
    directoryShift: Int = 0
  ) -> [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let checksum = member.checksum ?? checksum(member.data)
      let start = file.count + member.shift
      let size = member.data.count + member.excess
      let localName = member.localName ?? member.name
      let shared = bytes(member.flags) + bytes(member.method) + [0, 0, 0, 0] + bytes(checksum)
      file += [0x50, 0x4b, 3, 4, 45, 0] + shared + bytes(UInt32(member.data.count))
      file += bytes(UInt32(member.data.count)) + bytes(UInt16(localName.count)) + [3, 0]
      file += localName + [9, 9, 9] + member.data
      let field = isLong ? UInt32.max : UInt32(size)
      let extra =
        isLong
        ? [9, 0, 1, 0, 7, 1, 0, 24, 0] + bytes(size) + bytes(size) + bytes(start) : []
      directory += [0x50, 0x4b, 1, 2, 45, 0, 45, 0] + shared + bytes(field) + bytes(field)
      directory += bytes(UInt16(member.name.count)) + bytes(UInt16(extra.count))
      directory += [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
      directory += bytes(isLong ? UInt32.max : UInt32(truncatingIfNeeded: start))
      directory += member.name + extra
    }
    let offset = file.count + directoryShift
    let count = members.count + extraCount
    file += directory
    let place = file.count
    if isLong {
      file += [0x50, 0x4b, 6, 6] + bytes(44) + [45, 0, 45, 0] + [0, 0, 0, 0, 0, 0, 0, 0]
      file += bytes(count) + bytes(count) + bytes(directory.count) + bytes(offset)
      file += [0x50, 0x4b, 6, 7, 0, 0, 0, 0] + bytes(place) + [1, 0, 0, 0]
    }
    file += [0x50, 0x4b, 5, 6, 0, 0, 0, 0]
    file += bytes(isLong ? UInt16.max : UInt16(count)) + bytes(isLong ? UInt16.max : UInt16(count))
    file += bytes(isLong ? UInt32.max : UInt32(directory.count))
    file += bytes(isLong ? UInt32.max : UInt32(truncatingIfNeeded: offset))
    return file + bytes(UInt16(comment.count)) + comment
  }

  @Test("member by member, with a comment or without, also with numbers of 8 bytes")
  func members() throws {
    let members = [
      Member(name: Array("b/é.npy".utf8), data: Self.npy([1, 2])),
      Member(name: Array("README".utf8), data: [1], flags: 1, method: 8),
      Member(name: Array("a.npy.npy".utf8), data: Self.npy([3])),
    ]
    let comment = [0x50, 0x4b, 5, 6] + Array("a comment that looks like an end".utf8)
    for file in [
      Self.archive(members), Self.archive(members, isLong: true),
      Self.archive(members, comment: comment),
    ] {
      try withFile(file, named: "x.npz") { path in
        let tensors = try TensorDictionary(contentsOf: path)
        #expect(tensors.names == ["b/é", "a.npy"])
        #expect(tensors.map { $0.tensor.doubles() } == [[1, 2], [3]])
      }
    }
  }

  @Test("but for bytes that don't have their checksum")
  func checksums() throws {
    let file = Self.archive([Member(data: Self.npy([1, 2]), checksum: 1)])
    try withFile(file, named: "x.npz") { path in
      let reader = try CheckpointReader(path: path)
      #expect {
        try reader.tensor(named: "a")
      } throws: {
        "\($0)" == "\(path): can't read: the bytes don't have their checksum"
      }
    }
  }

  @Test("and a malformed one is an error that says why")
  func malformed() throws {
    let good = Member(data: Self.npy([1, 2]))
    func changed(_ change: (inout Member) -> Void) -> Member {
      var member = good
      change(&member)
      return member
    }
    let end = "it doesn't end as a zip archive does"
    let outside = "the member 'a.npy' lies outside of it"
    var cases: [(file: [UInt8], reason: String)] = [
      ([], end), (Array("PK".utf8), end), (Self.archive([good]).dropLast(), end),
      (Self.archive([good]) + [0], end),
      (Self.archive([good, good]), "there are two members 'a.npy'"),
      (
        Self.archive([changed { $0.method = 8 }]),
        "the member 'a.npy' is compressed; expected one that is stored, as numpy.savez does"
      ),
      (Self.archive([changed { $0.flags = 1 }]), "the member 'a.npy' is encrypted"),
      (Self.archive([changed { $0.excess = 1 }]), outside),
      (Self.archive([changed { $0.excess = .max >> 1 }], isLong: true), outside),
      (Self.archive([changed { $0.shift = -2 }]), outside),
      (Self.archive([changed { $0.shift = 1000 }]), outside),
      (Self.archive([changed { $0.shift = .min }], isLong: true), outside),
      (
        Self.archive([changed { $0.shift = 1 }]),
        "the member 'a.npy' doesn't begin where the directory says"
      ),
      (
        Self.archive([changed { $0.localName = Array("b.npy".utf8) }]),
        "the member 'a.npy' has another name where it begins"
      ),
      (
        Self.archive([changed { $0.name = [0xff, 0x2e] }]),
        "a member's name is not UTF-8, or has the character NUL"
      ),
      (
        Self.archive([changed { $0.name = [0] + Array(".npy".utf8) }]),
        "a member's name is not UTF-8, or has the character NUL"
      ),
      (Self.archive([changed { $0.data = [1] }]), "'a.npy': it doesn't begin as an npy file does"),
      (
        Self.archive([changed { $0.excess = -1 }]),
        "'a.npy': the header is followed by 1 byte; expected those of 2 elements of '|u1'"
      ),
      (
        Self.archive([good], extraCount: 1),
        "a directory of 51 bytes, which is too short for 2 members"
      ),
      (Self.archive([good], extraCount: -1), "the directory has more than its 0 members"),
      (
        Self.archive([good], isLong: true, extraCount: 1 << 40),
        "a directory of 84 bytes, which is too short for 1099511627777 members"
      ),
      (Self.archive([good], directoryShift: 1000), "the directory lies outside of it"),
      (Self.archive([good], directoryShift: 1), "the directory lies outside of it"),
      (
        Self.archive([good], directoryShift: -1),
        "the directory has fewer members than it says"
      ),
    ]
    // Two members of which the second begins within the first.
    let outer = Member(name: Array("o.npy".utf8), data: Self.npy(Self.archive([good])))
    let inner = changed { $0.shift = -Self.archive([good]).count }
    cases.append((Self.archive([outer, inner]), "the members 'o.npy' and 'a.npy' overlap"))
    for (file, reason) in cases {
      try withFile(file, named: "x.npz") { path in
        #expect {
          try CheckpointReader(path: path)
        } throws: {
          "\($0)" == "\(path): can't read as npz: \(reason)"
        }
      }
    }
  }
}
