/// ICNR: weights of a sub-pixel convolution that starts as one of fewer channels followed by nearest-neighbour
/// upsampling (Aitken et al., "Checkerboard artifact free sub-pixel convolution", 2017).
///
/// The pixel shuffle after it makes a block of factor^d pixels, of d kernel dimensions, of as many output channels that
/// follow one another: these are alike, each a channel of the weight (out / factor^d, in, kernel...) that the other
/// initializer gives, from whose shape its fans follow.
struct SubpixelConvolution: ComposedInitializer {
  var factor = 2
  var of = Initializer.kaimingNormal()

  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    let (channels, copies) = try channels(of: shape)
    return .other(
      RepeatedRows(
        inner: try of.innerFill(for: channels, dtype, from: algorithm),
        innerCount: try channels.elementCount, rowLength: shape.dropFirst().reduce(1, *),
        copies: copies))
  }

  /// The shape of what is repeated, and how often it is.
  func channels(of shape: Shape) throws(TensorInitError) -> (shape: Shape, copies: Int) {
    try require(shape, rankIn: 3...5, "3, 4 or 5 dimensions")
    guard factor >= 1 else {
      throw .invalidArgument(
        argument: "factor", given: "\(factor)", expected: "a number of 1 or more")
    }
    var copies = 1
    for _ in 2..<shape.count {
      let (product, overflow) = copies.multipliedReportingOverflow(by: factor)
      copies = overflow ? .max : product
    }
    guard shape[0] % copies == 0 else {
      throw .invalidArgument(
        argument: "factor", given: "\(factor)",
        expected: "a number n of which n^\(shape.count - 2) divides the \(shape[0]) output channels"
      )
    }
    return (Shape([shape[0] / copies] + shape.dropFirst()), copies)
  }

  static let signature = Signature(
    "icnr", SubpixelConvolution(), .integer("factor", \.factor), .initializer("of", \.of))
  var signature: Signature<Self> { Self.signature }
}

/// The rows of another tensor, each several times.
struct RepeatedRows: Fill {
  let traits: FillTraits
  private let inner: AnyFill
  private let innerCount: Int
  private let rowLength: Int
  private let copies: Int

  init(inner: AnyFill, innerCount: Int, rowLength: Int, copies: Int) {
    traits = inner.traits
    self.inner = inner
    self.innerCount = innerCount
    self.rowLength = rowLength
    self.copies = copies
  }

  func prepared(draws: Draws, threads: Int) throws(TensorInitError) -> AnyFill? {
    try inner.prepared(draws: draws, threads: threads).map {
      .other(
        RepeatedRows(inner: $0, innerCount: innerCount, rowLength: rowLength, copies: copies))
    }
  }

  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) throws(TensorInitError) {
    try writeAsRegion(
      elements, ofTensorOf: innerCount * copies, to: destination, dtype: dtype, draws: draws,
      threads: threads)
  }

  /// Of each row that is touched one is made, within the columns that are.
  func write(
    _ region: RegionRuns, ofTensorOf count: Int, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: Draws, threads: Int
  ) throws(TensorInitError) {
    let draws = draws.ofTensor(count: innerCount)
    guard region.count > 0 else {
      return try inner.write(0..<0, to: destination, dtype: dtype, draws: draws, threads: threads)
    }
    let wanted = region.bounds(columns: rowLength)
    let box = MatrixBox(
      rows: wanted.rows.lowerBound / copies..<(wanted.rows.upperBound - 1) / copies + 1,
      columns: wanted.columns)
    let size = dtype.byteCount
    let made = try Storage(byteCount: box.rows.count * box.columns.count * size)
    try inner.make(
      RegionRuns(box: [box.rows, box.columns], of: [innerCount / rowLength, rowLength]),
      ofTensorOf: innerCount, to: made.base, dtype: dtype, draws: draws, threads: threads)
    region.forEach(of: 0..<region.count) { elements, before in
      forEachRun(of: elements) { run, done in
        let (row, column) = run.lowerBound.quotientAndRemainder(dividingBy: rowLength)
        let place =
          (row - box.rows.lowerBound) * box.columns.count + column - box.columns.lowerBound
        (destination + (before + done) * size).copyMemory(
          from: made.base + place * size, byteCount: run.count * size)
      }
    }
    withExtendedLifetime(made) {}
  }

  func write(
    _ part: Range<Int>, of region: RegionRuns, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: Draws
  ) throws(TensorInitError) {
    try region.forEach(of: part) { elements, before throws(TensorInitError) in
      try forEachRun(of: elements) { run, done throws(TensorInitError) in
        try inner.write(
          run, to: destination + (before + done) * dtype.byteCount, dtype: dtype, draws: draws,
          threads: 1)
      }
    }
  }

  /// Where an element is in the other tensor.
  private func innerPlace(of element: Int) -> Int {
    let (row, column) = element.quotientAndRemainder(dividingBy: rowLength)
    return row / copies * rowLength + column
  }

  /// Calls `body` with the elements of the other tensor that make up elements of this one, a row at a time.
  private func forEachRun<Failure: Error>(
    of elements: Range<Int>, _ body: (Range<Int>, _ done: Int) throws(Failure) -> Void
  ) throws(Failure) {
    var element = elements.lowerBound
    while element < elements.upperBound {
      let count = min(rowLength - element % rowLength, elements.upperBound - element)
      let place = innerPlace(of: element)
      try body(place..<place + count, element - elements.lowerBound)
      element += count
    }
  }
}

extension Initializer {
  /// Weights of a sub-pixel convolution whose pixel shuffle starts without a checkerboard: each group of
  /// `factor`^d output channels that follow one another is alike (Aitken et al., 2017).
  ///
  /// The tensor has 3 to 5 dimensions: output channels, input channels, and d kernel dimensions.
  ///
  /// - Parameters:
  ///   - factor: By how much each dimension grows, 1 or more; its power of d divides the output channels.
  ///   - initializer: What gives the weight of one channel of each group, of the shape that these make up.
  public static func icnr(
    factor: Int = 2, of initializer: Initializer = .kaimingNormal()
  ) -> Initializer {
    Initializer(SubpixelConvolution(factor: factor, of: initializer))
  }
}
