/// One tensor that a call reaches, and how it is to be initialized.
struct Assignment {
  let initializer: Initializer
  let tensor: Tensor
  /// Which of the call's tensors this is.
  let place: Request.Place
}

extension Assignment {
  /// Initializes every tensor, as if in order.
  ///
  /// - Throws: What is wrong with any of them; then none was written.
  static func perform(
    _ assignments: [Assignment], using generator: Generator, threads: Int?
  ) throws(TensorInitError) {
    let threads = try Threads.count(threads)
    let requests = assignments.map { assignment in
      Request(
        initializer: assignment.initializer, shape: assignment.tensor.shape,
        dtype: assignment.tensor.dtype, count: assignment.tensor.count, place: assignment.place)
    }
    try Request.withFills(for: requests, using: generator) { fills throws(TensorInitError) in
      let tensors = assignments.map(\.tensor)
      var isShared = fills.map(\.canBeShared)
      let parts = SharedParts(
        fills, isShared: isShared, largestPart: largestPart, threads: threads)
      if parts.threads > 1, !haveElementsInCommon(tensors) {
        try write(parts, of: fills, to: tensors)
      } else {
        isShared = fills.map { _ in false }
      }
      for (index, fill) in fills.enumerated() where fill.count > 0 && !isShared[index] {
        try fill.write(0..<fill.count, to: tensors[index].baseAddress, threads: threads)
      }
    }
  }

  private static func write(
    _ parts: SharedParts, of fills: [RequestedFill], to tensors: [Tensor]
  ) throws(TensorInitError) {
    // Each element is written by one thread only, and what is shared has no sequence of draws.
    nonisolated(unsafe) let (fills, tensors) = (fills, tensors)
    try parts.write(with: {}) { part, _ throws(TensorInitError) in
      let tensor = tensors[part.tensor]
      let offset = part.elements.lowerBound * tensor.dtype.byteCount
      try fills[part.tensor].write(part.elements, to: tensor.baseAddress + offset, threads: 1)
    }
  }

  /// In parts of this size, threads that take turns rarely meet in a page of memory that is new.
  private static let largestPart = 1 << 20

  /// Whether any element is of two tensors; then the later of them has the last word.
  private static func haveElementsInCommon(_ tensors: [Tensor]) -> Bool {
    var ranges = tensors.map { tensor in
      let start = UInt(bitPattern: tensor.baseAddress)
      return start..<start + UInt(tensor.byteCount)
    }
    ranges.removeAll(where: \.isEmpty)
    ranges.sort { $0.lowerBound < $1.lowerBound }
    return zip(ranges, ranges.dropFirst()).contains { $0.upperBound > $1.lowerBound }
  }
}
