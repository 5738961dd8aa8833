/// A mark or none for each element of a matrix, a bit each, kept so that one thread can set those of whole
/// columns and another read those of whole rows.
struct ColumnMarks: @unchecked Sendable {
  /// How many columns share a block; each has a bit of the block's words, of which there is one a row.
  static let blockWidth = UInt64.bitWidth

  let blockCount: Int
  private let rows: Int
  private let columns: Int
  private let storage: Storage
  /// The words from one block to the next.
  private let blockStride: Int

  /// Undefined marks.
  init(rows: Int, columns: Int) throws(TensorInitError) {
    self.rows = rows
    self.columns = columns
    // An odd number of cache lines: the words of one row lie in different sets of a cache.
    blockStride = ((rows + 7) / 8 | 1) * 8
    blockCount = (columns + Self.blockWidth - 1) / Self.blockWidth
    storage = try Storage(
      byteCount: blockStride * MemoryLayout<UInt64>.stride, parts: blockCount)
  }

  /// A block's columns, and its words.
  subscript(block: Int) -> (columns: Range<Int>, rows: UnsafeMutableBufferPointer<UInt64>) {
    let first = block * Self.blockWidth
    let words = UnsafeMutableBufferPointer(start: words + block * blockStride, count: rows)
    return (first..<min(first + Self.blockWidth, columns), words)
  }

  private var words: UnsafeMutablePointer<UInt64> {
    storage.base.assumingMemoryBound(to: UInt64.self)
  }

  /// Writes 0 to those of the matrix' elements, of 2, 4 or 8 bytes, whose marks are as given.
  func clear(
    _ elements: Range<Int>, at address: UnsafeMutableRawPointer, size: Int, where mark: Bool,
    set: InstructionSet
  ) {
    let flip: UInt64 = mark ? 0 : .max
    var element = elements.lowerBound
    var (row, column) = element.quotientAndRemainder(dividingBy: columns)
    while element < elements.upperBound {
      let next = address + (element - elements.lowerBound) * size
      let marks = words + column / Self.blockWidth * blockStride + row
      let run = min(columns - column, elements.upperBound - element)
      let bit = column % Self.blockWidth
      let cleared: Int
      if bit == 0, run >= Self.blockWidth {
        let blocks = run / Self.blockWidth
        set.clear(next, size: size, words: blocks, marks: marks, stride: blockStride, flip: flip)
        cleared = blocks * Self.blockWidth
      } else {
        cleared = min(Self.blockWidth - bit, run)
        let word = (marks.pointee ^ flip) &>> UInt64(bit)
        for index in 0..<cleared where word &>> UInt64(index) & 1 != 0 {
          (next + index * size).initializeMemory(as: UInt8.self, repeating: 0, count: size)
        }
      }
      element += cleared
      column += cleared
      if column == columns { (row, column) = (row + 1, 0) }
    }
  }
}
