/// The identity matrix: 1 where row and column are equal, else 0; also of rectangular matrices.
struct Identity: InitializationScheme {
  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> Fill {
    try require(shape, rankIn: 2...2, "2 dimensions")
    return .structured(
      Units(
        groups: 1, groupStride: 0, unitsInGroup: min(shape[0], shape[1]), stride: shape[1] + 1,
        offset: 0))
  }

  static let signature = Signature("eye", Identity())
  var signature: Signature<Self> { Self.signature }
}

/// Zeros, with ones at regular places.
struct Units: StructuredFill {
  let groups: Int
  let groupStride: Int
  let unitsInGroup: Int
  let stride: Int
  let offset: Int

  var isRandom: Bool { false }

  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) throws(TensorInitError) {
    repeated(0, of: dtype, count: elements.count, to: destination, threads: threads)
    withUnsafePointer(to: dtype.bitPattern(of: 1).littleEndian) { one in
      for group in 0..<groups {
        for unit in 0..<unitsInGroup {
          let position = group * groupStride + unit * stride + offset
          guard elements.contains(position) else { continue }
          (destination + (position - elements.lowerBound) * dtype.byteCount)
            .copyMemory(from: one, byteCount: dtype.byteCount)
        }
      }
    }
  }
}
