/// Where a tensor's elements are in a file, and how they lie there.
struct StoredData: Sendable {
  let file: StoredFile
  let offset: Int
  /// `nil` for row-major and little-endian elements.
  private let order: StoredOrder?
  /// What a checksum was made of; `nil` where the format has none.
  private let checked: CheckedBytes?

  init(
    file: StoredFile, offset: Int, order: StoredOrder? = nil, checked: CheckedBytes? = nil
  ) {
    self.file = file
    self.offset = offset
    self.order = order
    self.checked = checked
  }

  /// Reads bytes of the elements as they are in row-major order and little-endian.
  func read(
    _ range: Range<Int>, into bytes: UnsafeMutableRawBufferPointer
  ) throws(TensorInitError) {
    try file.open { file throws(TensorInitError) in
      guard let order else {
        return try file.read(into: bytes, at: offset + range.lowerBound)
      }
      let size = order.elementByteCount
      let elements = range.lowerBound / size..<(range.upperBound + size - 1) / size
      guard elements.count * size != range.count else {
        return try order.read(elements, of: file, at: offset, into: bytes)
      }
      let whole = try Storage(byteCount: elements.count * size)
      let wholeBytes = UnsafeMutableRawBufferPointer(
        start: whole.base, count: elements.count * size)
      try order.read(elements, of: file, at: offset, into: wholeBytes)
      let start = range.lowerBound - elements.lowerBound * size
      bytes.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: wholeBytes[start..<start + range.count]))
    }
  }

  /// - Throws: `fileFailure` where the bytes are not those of which the checksum was made.
  func checkSum() throws(TensorInitError) {
    guard let checked else { return }
    try file.open { file throws(TensorInitError) in
      let block = try Storage(byteCount: min(checked.range.count, StoredOrder.blockByteCount))
      var checksum = CRC32()
      var start = checked.range.lowerBound
      while start < checked.range.upperBound {
        let bytes = UnsafeMutableRawBufferPointer(
          start: block.base,
          count: min(checked.range.upperBound - start, StoredOrder.blockByteCount))
        try file.read(into: bytes, at: start)
        checksum.append(UnsafeRawBufferPointer(bytes))
        start += bytes.count
      }
      guard checksum.value == checked.checksum else {
        throw TensorInitError.fileFailure(
          path: file.path, operation: "read", reason: "the bytes don't have their checksum")
      }
    }
  }
}

/// The bytes of a file of which a checksum was made.
///
/// Few formats have any, so that it takes no more than a reference of each tensor.
final class CheckedBytes: Sendable {
  let range: Range<Int>
  let checksum: UInt32

  init(range: Range<Int>, checksum: UInt32) {
    self.range = range
    self.checksum = checksum
  }
}

/// How elements lie that are not row-major or not little-endian.
final class StoredOrder: Sendable {
  let elementByteCount: Int
  /// The size of the numbers whose bytes are to be reversed; 1 where none are.
  private let swappedByteCount: Int
  /// The sizes, where the elements along dimension 0 lie next to each other; `nil` for row-major ones.
  private let columnMajor: Shape?

  static let blockByteCount = 1 << 20
  /// Columns up to this size are read whole: a call of the system for each would take longer.
  private static let shortColumnByteCount = 1 << 14

  init(elementByteCount: Int, swappedByteCount: Int, columnMajor: Shape?) {
    self.elementByteCount = elementByteCount
    self.swappedByteCount = swappedByteCount
    self.columnMajor = columnMajor
  }

  /// Reads elements, by their numbers in row-major order.
  ///
  /// - Parameter offset: Where the first of all is.
  func read(
    _ elements: Range<Int>, of file: OpenFile, at offset: Int,
    into bytes: UnsafeMutableRawBufferPointer
  ) throws(TensorInitError) {
    if let columnMajor {
      try read(elements, ofColumns: columnMajor, of: file, at: offset, into: bytes)
    } else {
      try file.read(into: bytes, at: offset + elements.lowerBound * elementByteCount)
    }
    guard swappedByteCount > 1 else { return }
    for start in stride(from: 0, to: bytes.count, by: swappedByteCount) {
      bytes[start..<start + swappedByteCount].reverse()
    }
  }

  private func read(
    _ elements: Range<Int>, ofColumns shape: Shape, of file: OpenFile, at offset: Int,
    into bytes: UnsafeMutableRawBufferPointer
  ) throws(TensorInitError) {
    let columnCount = shape.dropFirst().reduce(1, *)
    let asked = elements.lowerBound / columnCount..<(elements.upperBound - 1) / columnCount + 1
    // Of long columns from which little is asked, only that is read, each by itself.
    let isSparse =
      asked.count < shape[0] / 8 && shape[0] * elementByteCount > Self.shortColumnByteCount
    let rows = isSparse ? asked : 0..<shape[0]
    let columnByteCount = rows.count * elementByteCount
    let most = isSparse ? 1 : max(1, Self.blockByteCount / columnByteCount)
    // The columns of a matrix lie in the order of their numbers, so that those of a part of one row follow one another.
    let first = elements.lowerBound % columnCount
    let needed =
      shape.count == 2 && asked.count == 1 ? first..<first + elements.count : 0..<columnCount
    let block = try Storage(byteCount: min(most, needed.count) * columnByteCount)
    var columns = ColumnNumbers(shape, from: needed.lowerBound)
    for start in stride(from: needed.lowerBound, to: needed.upperBound, by: most) {
      let count = min(most, needed.upperBound - start)
      try file.read(
        into: UnsafeMutableRawBufferPointer(start: block.base, count: count * columnByteCount),
        at: offset + (start * shape[0] + rows.lowerBound) * elementByteCount)
      for column in 0..<count {
        let source = block.base + column * columnByteCount
        for row in asked {
          let element = row * columnCount + columns.rowMajor
          guard elements.contains(element) else { continue }
          bytes.baseAddress.unsafelyUnwrapped
            .advanced(by: (element - elements.lowerBound) * elementByteCount)
            .copyMemory(
              from: source + (row - rows.lowerBound) * elementByteCount,
              byteCount: elementByteCount)
        }
        columns.advance()
      }
    }
  }
}

/// The numbers that columns have in row-major order, one after the other as they lie column-major.
private struct ColumnNumbers {
  private(set) var rowMajor = 0
  private let sizes: [Int]
  private let strides: [Int]
  private var indices: [Int]

  /// - Parameter first: The place of the first column among them as they lie.
  init(_ shape: Shape, from first: Int) {
    sizes = Array(shape.dropFirst())
    var strides = [Int](repeating: 1, count: sizes.count)
    for dimension in sizes.indices.dropLast().reversed() {
      strides[dimension] = strides[dimension + 1] * sizes[dimension + 1]
    }
    self.strides = strides
    indices = []
    var rest = first
    for (size, stride) in zip(sizes, strides) {
      indices.append(rest % size)
      rowMajor += rest % size * stride
      rest /= size
    }
  }

  mutating func advance() {
    for dimension in sizes.indices {
      indices[dimension] += 1
      rowMajor += strides[dimension]
      guard indices[dimension] == sizes[dimension] else { return }
      indices[dimension] = 0
      rowMajor -= strides[dimension] * sizes[dimension]
    }
  }
}
