/// One tensor that a call reaches, and how it is to be initialized.
struct Assignment {
  let initializer: Initializer
  let tensor: Tensor
  let place: RequestPlace
}

extension Assignment: Request {
  var shape: Shape { tensor.shape }
  var dtype: DType { tensor.dtype }
  var count: Int { tensor.count }
  var allowsParts: Bool { true }
}

extension Assignment {
  /// Initializes every tensor, as if in order.
  ///
  /// - Throws: What is wrong with any of them; then none was written.
  static func perform(
    _ assignments: [Assignment], using generator: Generator, threads: Int?
  ) throws(TensorInitError) {
    let threads = try Threads.count(threads)
    try withFills(for: assignments, using: generator) { fills throws(TensorInitError) in
      let parts = SharedParts(fills, largestPart: largestPart, threads: threads)
      let isShared = parts.threads > 1 && !haveElementsInCommon(assignments)
      if isShared {
        // No two threads write the same element.
        nonisolated(unsafe) let addresses = assignments.map(\.tensor.baseAddress)
        let sizes = assignments.map(\.dtype.byteCount)
        try parts.write(
          with: {},
          to: { part, _ in
            addresses[part.tensor] + part.elements.lowerBound * sizes[part.tensor]
          })
      }
      for index in assignments.indices where !(isShared && fills.canBeShared(index)) {
        try fills.write(all: index, to: assignments[index].tensor.baseAddress, threads: threads)
      }
    }
  }

  /// In parts of this size, threads that take turns rarely meet in a page of memory that is new.
  private static let largestPart = 1 << 20

  /// Whether any element is of two tensors; then the later of them has the last word.
  private static func haveElementsInCommon(_ assignments: [Assignment]) -> Bool {
    var ranges: [Range<UInt>] = []
    ranges.reserveCapacity(assignments.count)
    for assignment in assignments where assignment.count > 0 {
      let start = UInt(bitPattern: assignment.tensor.baseAddress)
      ranges.append(start..<start + UInt(assignment.tensor.byteCount))
    }
    ranges.sort { $0.lowerBound < $1.lowerBound }
    return zip(ranges, ranges.dropFirst()).contains { $0.upperBound > $1.lowerBound }
  }
}
