/// Which elements of a tensor are meant: all, some that follow one another, or a box.
///
/// ```swift
/// // Columns 0 to 1023 of a matrix, made alone, as they are in the whole.
/// try shard.initialize(.normal(std: 0.02), asRegion: .box([0..<4096, 0..<1024]), of: [4096, 4096])
/// ```
public enum Region: Sendable, Hashable {
  /// Every element.
  case all
  /// Elements by their places in row-major order.
  case elements(Range<Int>)
  /// A range of indices along each dimension.
  case box([Range<Int>])
}

/// The elements of a region in row-major order, as runs of elements that follow one another in the tensor.
struct RegionRuns: Sendable {
  let count: Int
  /// The length of a run, but for those that a part cuts.
  private let runLength: Int
  /// The place of the first element in the tensor.
  private let start: Int
  /// The dimensions outside a run: their sizes, and how far apart neighbours along them lie.
  private let outer: [(size: Int, stride: Int)]

  /// Elements that follow one another.
  init(_ elements: Range<Int>) {
    count = elements.count
    runLength = elements.count
    start = elements.lowerBound
    outer = []
  }

  /// A box, whose ranges are within the shape.
  init(box: [Range<Int>], of shape: Shape) {
    var stride = 1
    var start = 0
    var runLength = 1
    var isRun = true
    var outer: [(size: Int, stride: Int)] = []
    for (range, size) in zip(box, shape).reversed() {
      start += range.lowerBound * stride
      if isRun {
        runLength *= range.count
        isRun = range.count == size
      } else if range.count != 1 {
        outer.append((range.count, stride))
      }
      stride *= size
    }
    count = outer.reduce(runLength) { $0 * $1.size }
    self.runLength = runLength
    self.start = start
    self.outer = outer.reversed()
  }

  /// The places in the tensor where the elements follow one another; `nil` where there are several runs.
  var only: Range<Int>? { outer.isEmpty ? start..<start + count : nil }

  /// The rows and columns of a matrix of so many columns within which the elements are.
  func bounds(columns all: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    var rows = Int.max..<Int.max
    var columns = rows
    forEach(of: 0..<count) { run, _ in
      let (firstRow, first) = run.lowerBound.quotientAndRemainder(dividingBy: all)
      let (lastRow, last) = (run.upperBound - 1).quotientAndRemainder(dividingBy: all)
      let ownColumns = firstRow == lastRow ? first..<last + 1 : 0..<all
      rows = rows.joined(with: firstRow..<lastRow + 1)
      columns = columns.joined(with: ownColumns)
    }
    return (rows, columns)
  }

  /// Calls `body` with the runs that make up some of the region's elements: where a run is in the tensor, and
  /// how many of the elements come before it.
  func forEach<Failure: Error>(
    of part: Range<Int>, _ body: (Range<Int>, _ done: Int) throws(Failure) -> Void
  ) throws(Failure) {
    guard !part.isEmpty else { return }
    let innermost = outer.last ?? (1, 0)
    var (run, offset) = part.lowerBound.quotientAndRemainder(dividingBy: runLength)
    var done = 0
    while done < part.count {
      var place = place(ofRun: run)
      // Those along the innermost dimension are found without a division each.
      let end = (run / innermost.size + 1) * innermost.size
      while run < end, done < part.count {
        let length = min(runLength - offset, part.count - done)
        try body(place + offset..<place + offset + length, done)
        done += length
        offset = 0
        run += 1
        place += innermost.stride
      }
    }
  }

  private func place(ofRun run: Int) -> Int {
    var place = start
    var remaining = run
    for (size, stride) in outer.reversed() {
      let (quotient, index) = remaining.quotientAndRemainder(dividingBy: size)
      place += index * stride
      remaining = quotient
    }
    return place
  }
}

extension Range<Int> {
  /// The smallest range that has both, of which an empty one has nothing.
  fileprivate func joined(with other: Range<Int>) -> Range<Int> {
    guard !isEmpty else { return other }
    return Swift.min(lowerBound, other.lowerBound)..<Swift.max(upperBound, other.upperBound)
  }
}

extension Region {
  /// The runs of a region of a tensor that a part with its own shape makes up.
  ///
  /// - Throws: `invalidArgument` where it is not within the tensor, or not of the part's size.
  func runs(
    of wholeShape: Shape, count wholeCount: Int, inPartOf shape: Shape, count: Int
  ) throws(TensorInitError) -> RegionRuns {
    switch self {
    case .all:
      guard shape == wholeShape else {
        throw .invalidArgument(
          argument: "the region", given: "all",
          expected: "a part of \(wholeShape) with the shape \(shape)")
      }
      return RegionRuns(0..<wholeCount)
    case .elements(let elements):
      // The bounds come first: of a range from Int.min on, even the count overflows.
      guard elements.lowerBound >= 0, elements.upperBound <= wholeCount, elements.count == count
      else {
        throw .invalidArgument(
          argument: "elements", given: "\(elements)",
          expected: "\(Names.counted(count, "element")) within 0..<\(wholeCount)")
      }
      return RegionRuns(elements)
    case .box(let box):
      guard box.count == wholeShape.count,
        zip(box, wholeShape).allSatisfy({ $0.lowerBound >= 0 && $0.upperBound <= $1 }),
        box.map(\.count) == Array(shape)
      else {
        throw .invalidArgument(
          argument: "the box",
          given: "[\(box.map { "\($0)" }.joined(separator: ", "))]",
          expected: "ranges within the sizes \(wholeShape), as long as the sizes \(shape)")
      }
      return RegionRuns(box: box, of: wholeShape)
    }
  }
}
