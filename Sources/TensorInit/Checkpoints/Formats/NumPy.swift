/// The layout of an npz file: a zip archive, not compressed, of one npy file for each tensor.
///
/// ```
/// for each tensor     local header, name, zip64 sizes where needed, npy header, elements
/// for each tensor     the same again as the entry of the central directory, with its offset
/// end                 zip64 end record and its locator where needed, end record
/// ```
/// All times are the earliest that zip can say, so that equal tensors give equal files.
struct NPZLayout: TensorFileLayout {
  let tensors: [TensorSpec]
  let dataOffsets: [Int]
  let byteCount: Int
  private let members: [ZipMember]
  private let npyHeaders: [[UInt8]]

  static let memberExtension = ".npy"

  /// - Throws: `unsupportedDType` for bfloat16, `invalidArgument` for a name that is too long or that NumPy
  ///   takes for another.
  init(of tensors: [TensorSpec]) throws(TensorInitError) {
    self.tensors = tensors
    try Self.checkNames(of: tensors)
    var members: [ZipMember] = []
    var npyHeaders: [[UInt8]] = []
    var dataOffsets: [Int] = []
    var end = 0
    for tensor in tensors {
      let npyHeader = try tensor.naming { () throws(TensorInitError) in
        try TensorInit.npyHeader(of: tensor)
      }
      let member = ZipMember(
        name: tensor.name + Self.memberExtension, offset: end,
        byteCount: try TensorFileFormat.sum(npyHeader.count, try tensor.byteCount))
      let start = try TensorFileFormat.sum(end, member.localHeaderByteCount)
      end = try TensorFileFormat.sum(start, member.byteCount)
      dataOffsets.append(start + npyHeader.count)
      members.append(member)
      npyHeaders.append(npyHeader)
    }
    self.members = members
    self.npyHeaders = npyHeaders
    self.dataOffsets = dataOffsets
    let directory = ZipDirectory(members: members, offset: end)
    byteCount = try TensorFileFormat.sum(end, directory.byteCount)
  }

  private static func checkNames(of tensors: [TensorSpec]) throws(TensorInitError) {
    func fault(given: String, expected: String) -> TensorInitError {
      .invalidArgument(
        argument: "a tensor's name", given: given, expected: expected)
    }
    let names = Set(tensors.map { ExactName($0.name) })
    let longest = ZipMember.longestName - memberExtension.utf8.count
    for name in tensors.map(\.name) {
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

/// The layout of an npy file: a header and the elements of one tensor, row-major.
struct NPYLayout: TensorFileLayout {
  let tensors: [TensorSpec]
  let dataOffsets: [Int]
  let byteCount: Int
  private let header: [UInt8]

  /// - Throws: `unsupportedDType` for bfloat16.
  init(of tensor: TensorSpec) throws(TensorInitError) {
    tensors = [tensor]
    header = try npyHeader(of: tensor)
    dataOffsets = [header.count]
    byteCount = try TensorFileFormat.sum(header.count, try tensor.byteCount)
  }

  func framing(checksums: [CRC32?]) -> [FilePart] {
    [FilePart(offset: 0, bytes: header)]
  }
}

/// What stands before the elements in an npy file.
///
/// ```
/// 6 bytes        \x93NUMPY
/// 2 bytes        the version, 1.0 or 2.0
/// 2 or 4 bytes   the length of what follows, little-endian; 4 from version 2.0 on
/// a line         {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
/// ```
/// Spaces before the line's end bring the elements to a multiple of 64 bytes.
///
/// - Throws: `unsupportedDType` for bfloat16.
func npyHeader(of tensor: TensorSpec) throws(TensorInitError) -> [UInt8] {
  guard let type = tensor.dtype.facts.npyDescription else {
    throw .unsupportedDType(
      given: "\(tensor.dtype)",
      expected: "a dtype that NumPy has; a .safetensors file holds \(tensor.dtype)")
  }
  let sizes = tensor.shape.map(String.init)
  let shape = sizes.count == 1 ? "\(sizes[0])," : sizes.joined(separator: ", ")
  var text = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': (\(shape)), }".utf8)
  // NumPy leaves room for dimension 0 to grow in place; with it the bytes are those of numpy.save.
  if let first = sizes.first { text += spaces(21 - first.utf8.count) }

  let magic = [0x93] + Array("NUMPY".utf8)
  func padded(prefix: Int) -> [UInt8] {
    text + spaces(-(prefix + text.count + 1) & 63) + [UInt8(ascii: "\n")]
  }
  let line = padded(prefix: magic.count + 4)
  if let length = UInt16(exactly: line.count) {
    return magic + [1, 0] + length.littleEndianBytes + line
  }
  let longLine = padded(prefix: magic.count + 6)
  return magic + [2, 0] + UInt32(longLine.count).littleEndianBytes + longLine
}

private func spaces(_ count: Int) -> [UInt8] {
  [UInt8](repeating: UInt8(ascii: " "), count: max(0, count))
}
