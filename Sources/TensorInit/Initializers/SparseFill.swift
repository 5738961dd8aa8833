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
    try values.write(
      elements, to: destination, dtype: dtype, draws: draws, threads: threads)
    guard zeros > 0, !elements.isEmpty else { return }
    let set = try InstructionSet.current.get()
    let draws = draws.counted
    let blocks = (columns + Self.columnsAtOnce - 1) / Self.columnsAtOnce
    // Columns are disjoint, so that no two threads write the same element.
    nonisolated(unsafe) let destination = destination
    Threads.split(count: blocks, weight: rows * Self.columnsAtOnce, over: threads) { block in
      let first = block * Self.columnsAtOnce
      let block = first..<min(first + Self.columnsAtOnce, columns)
      for (row, column) in zeroPlaces(in: block, draws: draws, set: set) {
        let element = row * columns + column
        guard elements.contains(element) else { continue }
        let address = destination + (element - elements.lowerBound) * dtype.byteCount
        UnsafeMutableRawBufferPointer(start: address, count: dtype.byteCount)
          .initializeMemory(as: UInt8.self, repeating: 0)
      }
    }
  }

  private func zeroPlaces(
    in block: Range<Int>, draws: CountedDraws, set: InstructionSet
  ) -> [(row: Int, column: Int)] {
    let keys = keys(of: block, draws: draws, set: set)
    var places: [(row: Int, column: Int)] = []
    places.reserveCapacity(zeros * block.count)
    var ranked = [UInt64](repeating: 0, count: rows)
    for column in 0..<block.count {
      for row in 0..<rows {
        ranked[row] = UInt64(keys[row * block.count + column]) << 32 | UInt64(row)
      }
      ranked.moveSmallestToFront(zeros)
      for key in ranked.prefix(zeros) {
        places.append((Int(truncatingIfNeeded: key & 0xffff_ffff), block.lowerBound + column))
      }
    }
    return places
  }

  /// The keys of some columns, row by row.
  private func keys(of block: Range<Int>, draws: CountedDraws, set: InstructionSet) -> [UInt32] {
    let count = rows * block.count
    return [UInt32](unsafeUninitializedCapacity: count) { keys, initialized in
      // The rows of a block that has all columns follow one another.
      let runs = block.count == columns ? 1 : rows
      let length = count / runs
      for run in 0..<runs {
        draws.dropping(run * columns + block.lowerBound).write(
          words: .init(rebasing: keys[run * length..<(run + 1) * length]),
          subset: Self.keySubset, set: set)
      }
      initialized = count
    }
  }
}

extension [UInt64] {
  /// Rearranges distinct numbers so that the `number` smallest come first, in any order
  /// (Hoare, "Find", 1961).
  mutating func moveSmallestToFront(_ number: Int) {
    withUnsafeMutableBufferPointer { numbers in
      var low = 0
      var high = numbers.count - 1
      while low < high {
        let pivot = numbers[low + (high - low) / 2]
        var left = low
        var right = high
        while left <= right {
          while numbers[left] < pivot { left += 1 }
          while numbers[right] > pivot { right -= 1 }
          if left <= right {
            numbers.swapAt(left, right)
            left += 1
            right -= 1
          }
        }
        if number <= right { high = right } else if number >= left { low = left } else { return }
      }
    }
  }
}
