/// Places a given number of zeros in each column of a matrix of drawn values.
///
/// The rows of a column's zeros, or of its other elements if they are fewer, are a sample without
/// replacement (Bentley and Floyd, "Programming pearls: a sample of brilliance", 1987): it takes one draw
/// for each row of the sample, and no order of all rows.
struct SparseFill: Fill {
  let rows: Int
  let columns: Int
  /// The number of zeros in each column.
  let zeros: Int
  let values: AnyFill

  var traits: FillTraits { FillTraits(isRandom: true, isDivisible: false, workPerElement: 8) }

  /// The words of an element's draw that choose a row: the leading and the refining 32 bits.
  private static let subsets = (leading: 4, refining: 5)

  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) throws(TensorInitError) {
    let marked = try marked(draws: draws, threads: threads)
    try marked.write(elements, to: destination, dtype: dtype, draws: draws, threads: threads)
  }

  func prepared(draws: Draws, threads: Int) throws(TensorInitError) -> AnyFill? {
    try marked(draws: draws, threads: threads)
  }

  /// The values, and which of them become 0.
  private func marked(draws: Draws, threads: Int) throws(TensorInitError) -> AnyFill {
    // Values that are not drawn are all 0.
    guard zeros > 0, case .drawn(let normal) = values else { return values }
    let draws = draws.counted
    let set = try InstructionSet.current.get()
    // Had before anything is written, so that a lack of memory leaves the tensor as it was.
    let marks = try ColumnMarks(rows: rows, columns: columns)
    let sampleSize = min(zeros, rows - zeros)
    Threads.split(
      count: marks.blockCount, weight: sampleSize * ColumnMarks.blockWidth, over: threads
    ) { block in
      mark(sampleSize, in: block, of: marks, draws: draws, set: set)
    }
    return .other(
      MarkedFill(values: normal, marks: marks, marksZeros: sampleSize == zeros, set: set))
  }

  /// Marks a sample of the rows in each column of a block.
  ///
  /// Step s of a column uses the draw of its element in row s.
  private func mark(
    _ sampleSize: Int, in block: Int, of marks: ColumnMarks, draws: CountedDraws,
    set: InstructionSet
  ) {
    let block = marks[block]
    block.rows.update(repeating: 0)
    let width = block.columns.count
    // The draws of a block that has all columns follow one another.
    let stepsAtOnce = width == columns ? (ColumnMarks.blockWidth + width - 1) / width : 1
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: stepsAtOnce * width) { words in
      for start in stride(from: 0, to: sampleSize, by: stepsAtOnce) {
        let steps = start..<min(start + stepsAtOnce, sampleSize)
        let first = start * columns + block.columns.lowerBound
        draws.dropping(first).write(
          words: .init(rebasing: words[..<(steps.count * width)]), subset: Self.subsets.leading,
          set: set)
        for step in steps {
          // Rows 0 ... last are open to this step, and `last` was not open to those before.
          let last = rows - sampleSize + step
          let index = (step - start) * width
          var isTaken: UInt64 = 0
          for column in 0..<width {
            let row = Self.row(upTo: last, leading: words[index &+ column]) {
              draws.dropping(first + index + column).word(
                subset: Self.subsets.refining, set: set)
            }
            let mark: UInt64 = 1 &<< UInt64(truncatingIfNeeded: column)
            isTaken |= block.rows[row] & mark
            block.rows[row] |= mark
          }
          // A row that was taken gives way to `last`.
          block.rows[last] |= isTaken
        }
      }
    }
  }

  /// A row from 0 to `last`, which is floor(draw * (last + 1) / 2^64) of a 64-bit draw.
  ///
  /// The draw's lower half matters only where it carries into the result.
  private static func row(upTo last: Int, leading: UInt32, refining: () -> UInt32) -> Int {
    let count = UInt64(last) &+ 1
    var product = UInt64(leading) &* count
    if product & 0xffff_ffff &+ UInt64(last) > 0xffff_ffff {
      product &+= (UInt64(refining()) &* count) &>> 32
    }
    return Int(truncatingIfNeeded: product &>> 32)
  }
}

/// Drawn values among which the places of zeros are marked.
private struct MarkedFill: Fill {
  let values: ElementKernel
  let marks: ColumnMarks
  /// Whether it is the zeros that are marked, or the other elements.
  let marksZeros: Bool
  let set: InstructionSet

  var traits: FillTraits { FillTraits(isRandom: true, isDivisible: true, workPerElement: 2) }

  /// How many elements get their values before zeros are placed among them; they fit the nearest cache.
  private static let elementsAtOnce = 1 << 12

  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) {
    let draws = draws.counted
    Threads.split(elements, of: dtype.byteCount, to: destination, over: threads) { part, place in
      write(
        0..<part.count, of: RegionRuns(part), to: place, dtype: dtype, draws: .counted(draws))
    }
  }

  func write(
    _ part: Range<Int>, of region: RegionRuns, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: Draws
  ) {
    for start in stride(from: part.lowerBound, to: part.upperBound, by: Self.elementsAtOnce) {
      let made = start..<min(start + Self.elementsAtOnce, part.upperBound)
      let address = destination + (start - part.lowerBound) * dtype.byteCount
      values.write(made, of: region, to: address, dtype: dtype, draws: draws)
      region.forEach(of: made) { run, done in
        marks.clear(
          run, at: address + done * dtype.byteCount, size: dtype.byteCount, where: marksZeros,
          set: set)
      }
    }
  }
}
