/// Convolution weights that are an orthogonal matrix at the kernel's centre and 0 elsewhere, so that deep networks
/// of them pass signals on unchanged (Xiao et al., "Dynamical isometry and a mean field theory of CNNs", 2018).
///
/// Of a weight of shape (out, in, kernel...), the centre of a kernel of size k is at (k - 1) / 2, rounded down. The
/// matrix there is that of `orthogonal` of shape (out, in), with the draws of as many elements: its columns are
/// orthonormal, as there are no more of them than rows.
struct DeltaOrthogonal: InitializerDefinition {
  var gain = 1.0

  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> AnyFill {
    try require(shape, rankIn: 3...5, "3, 4 or 5 dimensions")
    guard shape[1] <= shape[0] else {
      throw .invalidShape(
        given: "\(shape)",
        expected: "no more input channels (dimension 1) than output channels (dimension 0)")
    }
    let matrix = try Orthogonal(gain: gain).fill(for: [shape[0], shape[1]], dtype)
    let kernel = shape.dropFirst(2)
    return .other(
      SpacedMatrix(
        matrix: matrix, rows: shape[0], columns: shape[1], spacing: kernel.reduce(1, *),
        offset: kernel.reduce(0) { $0 * $1 + ($1 - 1) / 2 }))
  }

  static let signature = Signature("delta_orthogonal", DeltaOrthogonal(), .number("gain", \.gain))
  var signature: Signature<Self> { Self.signature }
}

/// Zeros, but for the elements of a matrix, which are equally far apart.
struct SpacedMatrix: Fill {
  let matrix: AnyFill
  let rows: Int
  let columns: Int
  let spacing: Int
  let offset: Int

  var traits: FillTraits { matrix.traits }

  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) throws(TensorInitError) {
    try write(
      RegionRuns(elements), ofTensorOf: rows * columns * spacing, to: destination, dtype: dtype,
      draws: draws, threads: threads)
  }

  func write(
    _ region: RegionRuns, ofTensorOf count: Int, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: Draws, threads: Int
  ) throws(TensorInitError) {
    guard region.count > 0 else { return }
    let wanted = region.bounds(columns: columns * spacing)
    let box = MatrixBox(rows: wanted.rows, columns: places(within: wanted.columns))
    let size = dtype.byteCount
    let made = try Storage(byteCount: box.rows.count * box.columns.count * size)
    try matrix.make(
      RegionRuns(box: [box.rows, box.columns], of: [rows, columns]), ofTensorOf: rows * columns,
      to: made.base, dtype: dtype, draws: draws, threads: threads)
    RepeatedValue(0, of: dtype).write(region.count, of: dtype, to: destination, threads: threads)
    region.forEach(of: 0..<region.count) { run, done in
      for place in places(within: run) {
        let (row, column) = place.quotientAndRemainder(dividingBy: columns)
        let source =
          (row - box.rows.lowerBound) * box.columns.count + column - box.columns.lowerBound
        (destination + (done + place * spacing + offset - run.lowerBound) * size).copyMemory(
          from: made.base + source * size, byteCount: size)
      }
    }
    withExtendedLifetime(made) {}
  }

  /// The matrix' elements that lie among some of the tensor's, counted in a row of either or from the first row on.
  private func places(within elements: Range<Int>) -> Range<Int> {
    func count(before end: Int) -> Int {
      end <= offset ? 0 : (end - offset - 1) / spacing + 1
    }
    return count(before: elements.lowerBound)..<count(before: elements.upperBound)
  }
}

extension Initializer {
  /// Convolution weights with an orthogonal matrix at the kernel's centre, 0 elsewhere (Xiao et al., 2018).
  ///
  /// The tensor has 3 to 5 dimensions, output channels, input channels and kernel, no more input than output
  /// channels, and a floating-point dtype. The centre of a kernel of size k is at (k - 1) / 2, rounded down.
  ///
  /// - Parameter gain: A factor, finite.
  public static func deltaOrthogonal(gain: Double = 1) -> Initializer {
    Initializer(DeltaOrthogonal(gain: gain))
  }
}
