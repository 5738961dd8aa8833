/// Where the elements of a tensor lie that do not follow one another.
struct StridedLayout: Sendable {
  /// The sizes and strides, without dimensions of size 1; neighbours that make up one are one.
  private var dimensions: [(size: Int, stride: Int)] = []

  /// The layout, or `nil` where elements follow one another, or there are none.
  ///
  /// - Throws: `invalidArgument` where the distance of two elements in bytes overflows.
  init?(shape: Shape, strides: [Int], elementSize: Int) throws(TensorInitError) {
    if shape.contains(0) { return nil }
    var extent = 0
    for (size, stride) in zip(shape, strides) where size > 1 {
      let (length, overflow) = Int(clamping: stride.magnitude).multipliedReportingOverflow(
        by: (size - 1) * elementSize)
      let (sum, sumOverflow) = extent.addingReportingOverflow(length)
      guard !overflow, !sumOverflow else {
        throw .invalidArgument(
          function: "StridedTensor", argument: "strides", given: "\(strides)",
          expected: "distances in bytes that fit 63 bits")
      }
      extent = sum
      let (span, _) = size.multipliedReportingOverflow(by: stride)
      if let outer = dimensions.last, outer.stride == span {
        dimensions[dimensions.count - 1] = (outer.size * size, stride)
      } else {
        dimensions.append((size, stride))
      }
    }
    if dimensions.count <= 1, dimensions.allSatisfy({ $0.stride == 1 }) { return nil }
  }

  /// Whether several elements lie at one place, as those of a broadcast dimension do.
  ///
  /// Other strides that make elements meet are not looked for.
  var isOverlapping: Bool { dimensions.contains { $0.stride == 0 } }

  /// The number of elements.
  var count: Int { dimensions.reduce(1) { $0 * $1.size } }

  /// The same places, each once where ``isOverlapping``.
  var places: StridedLayout {
    var places = self
    places.dimensions.removeAll { $0.stride == 0 }
    if places.dimensions.isEmpty { places.dimensions = [(1, 1)] }
    return places
  }

  /// Puts `count` elements that follow one another where those from `first` on belong.
  func scatter(
    _ elements: UnsafeRawPointer, first: Int, count: Int, elementSize: Int,
    to destination: UnsafeMutableRawPointer
  ) {
    func scatter<Pattern: BitwiseCopyable>(_: Pattern.Type) {
      self.scatter(
        elements.assumingMemoryBound(to: Pattern.self), first: first, count: count,
        to: destination.assumingMemoryBound(to: Pattern.self))
    }
    switch elementSize {
    case 1: scatter(UInt8.self)
    case 2: scatter(UInt16.self)
    case 4: scatter(UInt32.self)
    default: scatter(UInt64.self)
    }
  }

  private func scatter<Pattern: BitwiseCopyable>(
    _ elements: UnsafePointer<Pattern>, first: Int, count: Int,
    to destination: UnsafeMutablePointer<Pattern>
  ) {
    let innermost = dimensions.count - 1
    let (length, stride) = dimensions[innermost]
    var (indices, position) = place(of: first)
    var done = 0
    while done < count {
      let run = min(length - indices[innermost], count - done)
      for element in 0..<run {
        destination[position + element * stride] = elements[done + element]
      }
      done += run
      indices[innermost] += run
      position += run * stride
      var dimension = innermost
      while dimension > 0, indices[dimension] == dimensions[dimension].size {
        position -= dimensions[dimension].size * dimensions[dimension].stride
        indices[dimension] = 0
        dimension -= 1
        indices[dimension] += 1
        position += dimensions[dimension].stride
      }
    }
  }

  /// The indices of an element, and how far from the first it lies.
  private func place(of element: Int) -> (indices: [Int], position: Int) {
    var indices = [Int](repeating: 0, count: dimensions.count)
    var position = 0
    var remaining = element
    for (dimension, (size, stride)) in dimensions.enumerated().reversed() {
      let index = remaining % size
      remaining /= size
      indices[dimension] = index
      position += index * stride
    }
    return (indices, position)
  }
}
