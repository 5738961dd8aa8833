/// Columns of a product of Householder reflectors of Gaussian vectors, which are orthonormal.
///
/// Of the reflectors H(1), ..., H(n) the k-th is made of a vector of length m - k + 1. The columns have the
/// signs that a QR factorization with a positive diagonal of R would give. The law is that of the
/// factorization's Q (Stewart, "The efficient generation of random orthogonal matrices with an application
/// to condition estimators", 1980), at half the work: nothing is factorized.
///
/// Reflectors are applied in blocks I - V T V' (Schreiber and Van Loan, "A storage-efficient WY representation for
/// products of Householder transformations", 1989). Each sum has a fixed order, so that no number of threads, no
/// instruction set and no choice of columns changes a bit.
struct HouseholderProduct: Sendable {
  /// The columns that are made: those wanted, and what a line has before them.
  let columns: Range<Int>
  private let rows: Int
  private let elementSize: Int
  private let kernels: ReflectorKernels
  private let panelWidth: Int
  private let writers: Int
  private let panelByteCount: Int
  // Written block by block, then read by many threads.
  nonisolated(unsafe) private let reflectors: UnsafeMutableRawPointer
  nonisolated(unsafe) private let storage: Storage

  /// Takes the memory for reflectors and product; nothing is made yet.
  ///
  /// - Parameters:
  ///   - rows: The length of the columns, at least their number.
  ///   - columns: Those wanted; they need as many reflectors as there are columns before their end.
  ///   - dtype: float32 or float64, of the Gaussian numbers and the product.
  /// - Throws: `outOfMemory`, or `invalidArgument` where the environment asks for an unknown instruction set.
  init(
    rows: Int, columns wanted: Range<Int>, dtype: DType, threads: Int
  ) throws(TensorInitError) {
    kernels = try ReflectorKernels(for: dtype)
    // More than all sizes below, which must not overflow.
    guard !rows.multipliedReportingOverflow(by: 64 * (wanted.upperBound + 256)).overflow else {
      throw .outOfMemory(byteCount: .max)
    }
    let line = kernels.lineWidth
    self.rows = rows
    columns = wanted.lowerBound / line * line..<wanted.upperBound
    elementSize = dtype.byteCount
    // Several panels a thread, so that all threads end at about the same time.
    let share = threads == 1 ? Self.widestPanel : columns.count / (4 * threads) / line * line
    panelWidth = min(Self.widestPanel, max(share, line))
    let panels = (columns.count + panelWidth - 1) / panelWidth
    writers = Threads.parts(of: panels, weight: rows * panelWidth, over: threads)
    panelByteCount = kernels.byteCount(
      rows: rows, lines: (min(panelWidth, columns.count) + line - 1) / line)
    let lineByteCount = line * elementSize
    let reflectorByteCount =
      (kernels.byteCount(rows: rows, reflectors: columns.upperBound) + lineByteCount - 1)
      / lineByteCount * lineByteCount
    storage = try Storage(byteCount: writers * panelByteCount + reflectorByteCount)
    reflectors = storage.base + writers * panelByteCount
  }

  /// The most columns that are worked on together by one thread; what it reads of the reflectors serves them all.
  private static let widestPanel = 96

  /// Makes the reflectors.
  ///
  /// - Parameter gaussian: As many columns of Gaussian numbers as there are reflectors.
  func reflect(_ gaussian: MatrixPlace, threads: Int) throws(TensorInitError) {
    let blockSize = kernels.blockSize
    let blocks = (columns.upperBound + blockSize - 1) / blockSize
    let parts = Threads.parts(of: blocks, weight: rows * blockSize, over: threads)
    nonisolated(unsafe) let gaussian = gaussian
    try Threads.takeTurns(blocks, over: parts, with: { _ in }) { block, _ in
      kernels.reflect(
        gaussian, rows: rows, columns: columns.upperBound, block: block, to: reflectors)
    }
  }

  /// Writes some rows of all columns, times a gain and clamped to `-largest...largest`.
  func write(
    rows wanted: Range<Int>, gain: Double, largest: Double, to result: MatrixPlace
  ) throws(TensorInitError) {
    let starts = Array(stride(from: columns.lowerBound, to: columns.upperBound, by: panelWidth))
    let line = kernels.lineWidth
    nonisolated(unsafe) let result = result
    nonisolated(unsafe) let panels = storage.base
    // The last panels are the most work, and the first ones fill what time is left.
    try Threads.takeTurns(
      starts.count, over: writers, with: { panels + $0 * panelByteCount }
    ) { turn, made in
      let start = starts[starts.count - 1 - turn]
      let panel = start..<min(start + panelWidth, columns.upperBound)
      kernels.multiply(
        reflectors, rows: rows, columns: columns.upperBound, firstColumn: start,
        lines: (panel.count + line - 1) / line, to: made)
      var place = result
      place.base += (start - columns.lowerBound) * result.columnStride * elementSize
      kernels.store(
        made, reflectors, rows: rows, columns: panel, wantedRows: wanted, gain: gain,
        largest: largest, to: place)
    }
    withExtendedLifetime(storage) {}
  }
}
