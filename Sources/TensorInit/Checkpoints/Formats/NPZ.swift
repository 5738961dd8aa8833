/// The layout of an npz file: a zip archive, not compressed, of one npy file for each tensor.
///
/// ```
/// for each tensor     local header, name, zip64 sizes where needed, npy header, elements
/// for each tensor     the same again as the entry of the central directory, with its offset
/// end                 zip64 end record and its locator where needed, end record
/// ```
/// All times are the earliest that zip can say, so that equal tensors give equal files.
struct NPZLayout: TensorFileLayout {
  let entries: [TensorSpec]
  let dataOffsets: [Int]
  let byteCount: Int
  private let members: [ZipMember]
  private let npyHeaders: [[UInt8]]

  private static let memberExtension = ".npy"

  /// - Throws: `unsupportedDType` for bfloat16, `invalidArgument` for a name that is too long or that NumPy
  ///   takes for another.
  init(entries: [TensorSpec]) throws(TensorInitError) {
    self.entries = entries
    try Self.checkNames(of: entries)
    var members: [ZipMember] = []
    var npyHeaders: [[UInt8]] = []
    var dataOffsets: [Int] = []
    var end = 0
    for entry in entries {
      let npyHeader = try npyHeader(of: entry)
      let member = ZipMember(
        name: entry.name + Self.memberExtension, offset: end,
        byteCount: try Self.sum(npyHeader.count, try entry.byteCount))
      let start = try Self.sum(end, member.localHeaderByteCount)
      end = try Self.sum(start, member.byteCount)
      dataOffsets.append(start + npyHeader.count)
      members.append(member)
      npyHeaders.append(npyHeader)
    }
    self.members = members
    self.npyHeaders = npyHeaders
    self.dataOffsets = dataOffsets
    let directory = ZipDirectory(members: members, offset: end)
    byteCount = try Self.sum(end, directory.byteCount)
  }

  private static func checkNames(of entries: [TensorSpec]) throws(TensorInitError) {
    func fault(given: String, expected: String) -> TensorInitError {
      .invalidArgument(
        argument: "a tensor's name", given: given, expected: expected)
    }
    let names = Set(entries.map { ExactName($0.name) })
    let longest = ZipMember.longestName - memberExtension.utf8.count
    for name in entries.map(\.name) {
      guard name.utf8.count <= longest else {
        throw fault(given: "\(name.utf8.count) bytes long", expected: "at most \(longest) bytes")
      }
      // To NumPy a name ends there.
      guard !name.utf8.contains(0) else {
        throw fault(given: "'\(name)'", expected: "one without the character NUL")
      }
      // NumPy takes it for the name of the other's member.
      let member = name + memberExtension
      guard !names.contains(ExactName(member)) else {
        throw fault(
          given: "'\(member)'", expected: "another name, as there is also a tensor '\(name)'")
      }
    }
  }

  func checksum(beforeDataOf index: Int) -> CRC32? {
    var checksum = CRC32()
    checksum.append(npyHeaders[index])
    return checksum
  }

  func framing(checksums: [CRC32?]) -> [FilePart] {
    let checksums = checksums.map { $0?.value ?? 0 }
    var parts = members.indices.map { index in
      FilePart(
        offset: members[index].offset,
        bytes: members[index].localHeader(checksum: checksums[index]) + npyHeaders[index])
    }
    let end = members.last?.end ?? 0
    let directory = ZipDirectory(members: members, offset: end)
    parts.append(FilePart(offset: end, bytes: directory.bytes(checksums: checksums)))
    return parts
  }
}
