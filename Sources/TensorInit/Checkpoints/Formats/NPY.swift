/// The layout of an npy file: a header and the elements of one tensor, row-major.
struct NPYLayout: TensorFileLayout {
  let entries: [TensorSpec]
  let dataOffsets: [Int]
  let byteCount: Int
  private let header: [UInt8]

  /// - Throws: `invalidArgument` for other than one tensor, `unsupportedDType` for bfloat16.
  init(entries: [TensorSpec]) throws(TensorInitError) {
    guard let entry = entries.first, entries.count == 1 else {
      throw .invalidArgument(
        argument: "the number of tensors", given: "\(entries.count)",
        expected: "1; .npz and .safetensors hold any number")
    }
    self.entries = entries
    header = try npyHeader(of: entry)
    dataOffsets = [header.count]
    byteCount = try Self.sum(header.count, try entry.byteCount)
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
func npyHeader(of entry: TensorSpec) throws(TensorInitError) -> [UInt8] {
  guard let type = entry.dtype.facts.npyDescription else {
    throw .unsupportedDType(
      given: "\(entry.dtype)",
      expected: "a dtype that NumPy has; a .safetensors file holds \(entry.dtype)")
  }
  let sizes = entry.shape.map(String.init)
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
