/// Draws a Gaussian matrix and makes the rows or columns of another one orthonormal with it.
struct OrthogonalFill: Fill {
  let rows: Int
  let columns: Int
  let gain: Double
  let gaussian: AnyFill
  /// The dtype of the computation.
  let computed: DType
  let method: OrthogonalMethod
  /// Whether it is the rows that become orthonormal, one after the other.
  let startsFromRows: Bool

  var traits: FillTraits {
    FillTraits(
      isRandom: true, isDivisible: false, workPerElement: 16 + min(rows, columns) / 4,
      usesOpenBLAS: true)
  }

  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) throws(TensorInitError) {
    if computed == .float64 {
      try write(elements, computedAs: Double.self, to: destination, dtype, draws, threads)
    } else {
      try write(elements, computedAs: Float.self, to: destination, dtype, draws, threads)
    }
  }

  private func write<Scalar: QRScalar & BLASScalar & TensorElement>(
    _ elements: Range<Int>, computedAs: Scalar.Type, to destination: UnsafeMutableRawPointer,
    _ dtype: DType, _ draws: Draws, _ threads: Int
  ) throws(TensorInitError) {
    let gaussian = try Tensor(uninitialized: [rows, columns], dtype: Scalar.dtype)
    try self.gaussian.write(
      0..<gaussian.count, to: gaussian.baseAddress, dtype: Scalar.dtype, draws: draws,
      threads: threads)
    switch method {
    case .reflectors:
      if dtype == Scalar.dtype, elements.count == gaussian.count {
        return try writeProduct(
          of: gaussian, to: destination.assumingMemoryBound(to: Scalar.self), threads: threads)
      }
      let whole = try Tensor(uninitialized: [rows, columns], dtype: Scalar.dtype)
      let result = whole.baseAddress.assumingMemoryBound(to: Scalar.self)
      try writeProduct(of: gaussian, to: result, threads: threads)
      try store(
        result + elements.lowerBound, elements.count, gain: 1, as: dtype, to: destination,
        threads: threads)
      withExtendedLifetime(whole) {}
    case .qr:
      let whole = try factorized(gaussian, as: Scalar.self, threads: threads)
      try store(
        whole.baseAddress.assumingMemoryBound(to: Scalar.self) + elements.lowerBound,
        elements.count, gain: Scalar(gain), as: dtype, to: destination, threads: threads)
      withExtendedLifetime(whole) {}
    }
  }

  private func writeProduct<Scalar: BLASScalar>(
    of gaussian: Tensor, to result: UnsafeMutablePointer<Scalar>, threads: Int
  ) throws(TensorInitError) {
    // A wide matrix is the transpose of a tall one in the other order, without any copy.
    func tall(_ base: UnsafeMutablePointer<Scalar>) -> Matrix<Scalar> {
      Matrix(base: base, isRowMajor: !startsFromRows, stride: columns)
    }
    let (long, short) = (max(rows, columns), min(rows, columns))
    // The threads are ours; each of them has OpenBLAS work for it alone.
    try OpenBLAS.withThreads(1, callers: min(threads, ThreadPool.shared.cores)) {
      () throws(TensorInitError) in
      try HouseholderProduct(
        gaussian: tall(gaussian.baseAddress.assumingMemoryBound(to: Scalar.self)), rows: long,
        columns: short, gain: Scalar(gain), threads: threads
      ).write(to: tall(result), threads: threads)
    }
    withExtendedLifetime(gaussian) {}
  }

  private func factorized<Scalar: QRScalar & TensorElement>(
    _ gaussian: Tensor, as: Scalar.Type, threads: Int
  ) throws(TensorInitError) -> Tensor {
    // Row-major with orthonormal rows is what LAPACK calls column-major with orthonormal columns.
    let matrix = startsFromRows ? gaussian : try gaussian.transposed(as: Scalar.self)
    try orthonormalize(
      matrix.baseAddress.assumingMemoryBound(to: Scalar.self), rows: max(rows, columns),
      columns: min(rows, columns), threads: threads)
    return startsFromRows ? matrix : try matrix.transposed(as: Scalar.self)
  }

  /// Writes gain times the values as a dtype.
  private func store<Scalar: BLASScalar>(
    _ values: UnsafePointer<Scalar>, _ count: Int, gain: Scalar, as dtype: DType,
    to destination: UnsafeMutableRawPointer, threads: Int
  ) throws(TensorInitError) {
    let set = try InstructionSet.current.get()
    nonisolated(unsafe) let values = values
    // Each part of the destination is written by one thread only.
    nonisolated(unsafe) let destination = destination
    Threads.split(0..<count, over: threads) { part in
      switch dtype {
      case .float32:
        let stored = destination.assumingMemoryBound(to: Float.self)
        for i in part { stored[i] = Float(gain * values[i]) }
      case .float64:
        let stored = destination.assumingMemoryBound(to: Double.self)
        for i in part { stored[i] = Double(gain * values[i]) }
      default:
        let floats = UnsafeRawPointer(values).assumingMemoryBound(to: Float.self)
        set.round(
          floats + part.lowerBound, part.count, scale: Float(gain), as: dtype,
          to: destination + part.lowerBound * dtype.byteCount)
      }
    }
  }
}

extension Tensor {
  /// The transpose of a matrix, made in tiles that fit the cache.
  fileprivate func transposed<Element: TensorElement>(
    as: Element.Type
  ) throws(TensorInitError) -> Tensor {
    let (rows, columns) = (shape[0], shape[1])
    let result = try Tensor(uninitialized: [columns, rows], dtype: dtype)
    let source = baseAddress.assumingMemoryBound(to: Element.self)
    let target = result.baseAddress.assumingMemoryBound(to: Element.self)
    let tile = 32
    for rowStart in stride(from: 0, to: rows, by: tile) {
      for columnStart in stride(from: 0, to: columns, by: tile) {
        for row in rowStart..<min(rowStart + tile, rows) {
          for column in columnStart..<min(columnStart + tile, columns) {
            target[column * rows + row] = source[row * columns + column]
          }
        }
      }
    }
    return result
  }
}
