/// Places a given number of zeros in each column of a matrix of drawn values.
///
/// Each element has a key of 32 random bits, apart from those of its value; the zeros of a column are
/// the elements with the smallest keys, ties going to the upper row.
struct SparseFill: StructuredFill {
  let rows: Int
  let columns: Int
  /// The number of zeros in each column.
  let zeros: Int
  let values: Fill

  var isRandom: Bool { true }

  /// The words that keys are made of; values have the lower ones.
  private static let keySubset = 4
  /// How many columns are worked on together, so that their keys come in whole groups.
  private static let columnsAtOnce = 64

  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) throws(TensorInitError) {
    let blocks = (columns + Self.columnsAtOnce - 1) / Self.columnsAtOnce
    let parts = Threads.parts(of: blocks, weight: rows * Self.columnsAtOnce, over: threads)
    let set = try InstructionSet.current.get()
    let isLeftDense = zeros == 0 || elements.isEmpty
    // Had before anything is written, so that a lack of memory leaves the tensor as it was.
    let workSpace = try Storage(
      byteCount: WorkSpace.byteCount(rows: rows, columns: min(columns, Self.columnsAtOnce)),
      parts: isLeftDense ? 0 : parts)
    try values.write(
      elements, to: destination, dtype: dtype, draws: draws, threads: threads)
    guard !isLeftDense else { return }
    let draws = draws.counted
    // Columns are disjoint, so that no two threads write the same element.
    nonisolated(unsafe) let destination = destination
    nonisolated(unsafe) let base = workSpace.base
    Threads.split(count: blocks, into: parts) { part, blocks in
      let space = WorkSpace(
        part: part, of: base, rows: rows, columns: min(columns, Self.columnsAtOnce))
      for block in blocks {
        let first = block * Self.columnsAtOnce
        placeZeros(
          in: first..<min(first + Self.columnsAtOnce, columns), of: elements, at: destination,
          dtype: dtype, draws: draws, set: set, space)
      }
    }
    withExtendedLifetime(workSpace) {}
  }

  private func placeZeros(
    in block: Range<Int>, of elements: Range<Int>, at destination: UnsafeMutableRawPointer,
    dtype: DType, draws: CountedDraws, set: InstructionSet, _ space: WorkSpace
  ) {
    drawKeys(of: block, draws: draws, set: set, to: space.keys)
    for column in 0..<block.count {
      for row in 0..<rows {
        space.ranked[row] = UInt64(space.keys[row * block.count + column]) << 32 | UInt64(row)
      }
      space.ranked.moveSmallestToFront(zeros)
      for key in space.ranked.prefix(zeros) {
        let row = Int(truncatingIfNeeded: key & 0xffff_ffff)
        let element = row * columns + block.lowerBound + column
        guard elements.contains(element) else { continue }
        let address = destination + (element - elements.lowerBound) * dtype.byteCount
        UnsafeMutableRawBufferPointer(start: address, count: dtype.byteCount)
          .initializeMemory(as: UInt8.self, repeating: 0)
      }
    }
  }

  /// The keys of some columns, row by row.
  private func drawKeys(
    of block: Range<Int>, draws: CountedDraws, set: InstructionSet,
    to keys: UnsafeMutableBufferPointer<UInt32>
  ) {
    // The rows of a block that has all columns follow one another.
    let runs = block.count == columns ? 1 : rows
    let length = rows * block.count / runs
    for run in 0..<runs {
      draws.dropping(run * columns + block.lowerBound).write(
        words: .init(rebasing: keys[run * length..<(run + 1) * length]),
        subset: Self.keySubset, set: set)
    }
  }
}

/// What one thread needs to place the zeros of some columns.
private struct WorkSpace {
  /// A key for each element of the columns, row by row.
  let keys: UnsafeMutableBufferPointer<UInt32>
  /// The keys of one column with their rows.
  let ranked: UnsafeMutableBufferPointer<UInt64>

  static func byteCount(rows: Int, columns: Int) -> Int {
    // Whole numbers of 8 bytes, so that each thread's keys with their rows are aligned.
    rows * 8 + (rows * columns * 4 + 7) / 8 * 8
  }

  init(part: Int, of base: UnsafeMutableRawPointer, rows: Int, columns: Int) {
    let start = base + part * Self.byteCount(rows: rows, columns: columns)
    ranked = UnsafeMutableBufferPointer(
      start: start.bindMemory(to: UInt64.self, capacity: rows), count: rows)
    keys = UnsafeMutableBufferPointer(
      start: (start + rows * 8).bindMemory(to: UInt32.self, capacity: rows * columns),
      count: rows * columns)
  }
}

extension UnsafeMutableBufferPointer<UInt64> {
  /// Rearranges distinct numbers so that the `number` smallest come first, in any order
  /// (Hoare, "Find", 1961).
  fileprivate func moveSmallestToFront(_ number: Int) {
    var low = 0
    var high = count - 1
    while low < high {
      let pivot = self[low + (high - low) / 2]
      var left = low
      var right = high
      while left <= right {
        while self[left] < pivot { left += 1 }
        while self[right] > pivot { right -= 1 }
        if left <= right {
          swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if number <= right { high = right } else if number >= left { low = left } else { return }
    }
  }
}
