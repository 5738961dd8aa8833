/// Rows and columns of a matrix, in memory one row after the other.
struct MatrixBox {
  let rows: Range<Int>
  let columns: Range<Int>

  /// Writes those of its elements that make up a region as another dtype, within whose finite range they are.
  ///
  /// - Parameter columns: How many the whole matrix has.
  func copy(
    _ base: UnsafeMutableRawPointer, as computed: DType, _ region: RegionRuns, columns all: Int,
    to destination: UnsafeMutableRawPointer, dtype: DType, threads: Int
  ) throws(TensorInitError) {
    let set = try InstructionSet.current.get()
    let (firstRow, firstColumn, width) = (rows.lowerBound, columns.lowerBound, columns.count)
    nonisolated(unsafe) let base = base
    // Each part of the destination is written by one thread only.
    nonisolated(unsafe) let destination = destination
    Threads.split(0..<region.count, over: threads) { part in
      region.forEach(of: part) { run, done in
        let (row, column) = run.lowerBound.quotientAndRemainder(dividingBy: all)
        let place = (row - firstRow) * width + column - firstColumn
        let source = base + place * computed.byteCount
        let target = destination + (part.lowerBound + done) * dtype.byteCount
        if dtype == computed {
          target.copyMemory(from: source, byteCount: run.count * dtype.byteCount)
        } else if dtype == .float64 {
          let narrow = source.assumingMemoryBound(to: Float.self)
          let wide = target.assumingMemoryBound(to: Double.self)
          for i in 0..<run.count { wide[i] = Double(narrow[i]) }
        } else {
          set.round(source.assumingMemoryBound(to: Float.self), run.count, as: dtype, to: target)
        }
      }
    }
  }
}
