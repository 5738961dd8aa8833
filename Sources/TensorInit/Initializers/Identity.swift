/// The identity matrix: 1 where row and column are equal, else 0; also of rectangular matrices.
struct Identity: InitializationScheme {
  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> Fill {
    try require(shape, rankIn: 2...2, "2 dimensions")
    return .structured(
      Units(
        groups: 1, groupStride: 0, unitsInGroup: min(shape[0], shape[1]), stride: shape[1] + 1,
        offset: 0))
  }

  static let signature = Signature("eye")
  init() {}
  init(_ arguments: Arguments) throws(TensorInitError) {}
  var argumentTexts: [(name: String, value: String)] { [] }
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
    try Fill.constant(0).write(
      elements, to: destination, dtype: dtype, draws: draws, threads: threads)
    func writeOnes<Element: TensorElement>(_: Element.Type) {
      let start = destination.assumingMemoryBound(to: Element.self)
      for group in 0..<groups {
        for unit in 0..<unitsInGroup {
          let position = group * groupStride + unit * stride + offset
          if elements.contains(position) {
            start[position - elements.lowerBound] = Element(nearest: 1)
          }
        }
      }
    }
    writeOnes(dtype.elementType)
  }
}
