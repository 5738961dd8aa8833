import TensorInit

/// Reads elements of a tensor again, as Doubles.
struct ElementReader {
  let reader: CheckpointReader
  let tensor: StoredTensor
  let dtype: DType
  let count: Int
  let buffers: PartBuffers

  /// Calls `body` with the elements of a range, some at a time, and the place of the first of them.
  func forEach(
    in range: Range<Int>,
    _ body: (UnsafeBufferPointer<Double>, Int) throws(TensorInitError) -> Void
  ) throws(TensorInitError) {
    let size = dtype.byteCount
    for start in stride(
      from: range.lowerBound, to: range.upperBound, by: PartBuffers.blockLength)
    {
      let end = min(start + PartBuffers.blockLength, range.upperBound)
      let bytes = try buffers.read(bytes: start * size..<end * size, of: tensor, from: reader)
      for first in stride(from: start, to: end, by: ElementSummary.chunkLength) {
        let last = min(first + ElementSummary.chunkLength, end)
        guard let memory = buffers.numbers.baseAddress else { return }
        StoredElements.convert(
          UnsafeRawBufferPointer(rebasing: bytes[(first - start) * size..<(last - start) * size]),
          of: dtype, to: memory)
        try body(UnsafeBufferPointer(start: memory, count: last - first), first)
      }
    }
  }

  /// Some elements, for which there is room.
  func elements(_ range: Range<Int>) throws(TensorInitError) -> [Double] {
    var elements: [Double] = []
    elements.reserveCapacity(range.count)
    try forEach(in: range) { numbers, _ throws(TensorInitError) in elements += numbers }
    return elements
  }

  func element(_ place: Int) throws(TensorInitError) -> Double {
    try elements(place..<place + 1).first ?? .nan
  }

  func bytes(_ range: Range<Int>) throws(TensorInitError) -> [UInt8] {
    Array(try buffers.read(bytes: range, of: tensor, from: reader))
  }
}
