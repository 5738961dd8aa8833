/// Where the elements of a tensor lie that do not follow one another.
struct StridedLayout: Sendable {
  /// The sizes and strides, without dimensions of size 1; neighbours that make up one are one.
  private var dimensions: [(size: Int, stride: Int)] = []

  /// The layout, or `nil` where elements follow one another, or there are none.
  ///
  /// - Throws: `invalidArgument` where strides are not as many as sizes, or the distance of two elements in bytes
  ///   overflows.
  init?(shape: Shape, strides: [Int]?, elementSize: Int) throws(TensorInitError) {
    guard let strides else { return nil }
    guard strides.count == shape.count else {
      throw .invalidArgument(
        argument: "strides", given: "\(strides)",
        expected: "\(shape.count), as many as the shape \(shape) has sizes")
    }
    if shape.contains(0) { return nil }
    var extent = 0
    for (size, stride) in zip(shape, strides) where size > 1 {
      let (length, overflow) = Int(clamping: stride.magnitude).multipliedReportingOverflow(
        by: (size - 1) * elementSize)
      let (sum, sumOverflow) = extent.addingReportingOverflow(length)
      // Half, so that sums and differences of two distances fit too.
      guard !overflow, !sumOverflow, sum <= Int.max / 2 else {
        throw .invalidArgument(
          argument: "strides", given: "\(strides)",
          expected: "distances in bytes that fit 62 bits")
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

  /// Whether any two elements lie at one place.
  ///
  /// It is found out exactly, with one exception: a layout that takes more than ``mostOverlapSteps`` counts
  /// as overlapping. One with each stride beyond all that smaller strides reach, as the views that NumPy and
  /// PyTorch make of an array without overlap have, takes a step for each dimension.
  var isOverlapping: Bool {
    // Two elements lie at one place if some differences of their indices, not all 0, cancel out.
    let ascending = dimensions.map { (size: $0.size, stride: Int($0.stride.magnitude)) }
      .sorted { $0.stride < $1.stride }
    if ascending.first?.stride == 0 { return true }
    var steps = 0
    /// Whether differences along the first `count` dimensions can bring back `distance`.
    func canCancel(_ distance: Int, isStart: Bool, count: Int, reach: Int) -> Bool {
      guard count > 0 else { return distance == 0 && !isStart }
      let (size, stride) = ascending[count - 1]
      let reachOfOthers = reach - (size - 1) * stride
      // What is left has to be within the reach of the smaller strides; of two signs one is enough.
      let lowest = isStart ? 0 : max(1 - size, (-distance - reachOfOthers).dividedUp(by: stride))
      let highest = min(size - 1, (reachOfOthers - distance).dividedDown(by: stride))
      guard lowest <= highest else { return false }
      for difference in lowest...highest {
        steps += 1
        if steps > Self.mostOverlapSteps
          || canCancel(
            distance + difference * stride, isStart: isStart && difference == 0, count: count - 1,
            reach: reachOfOthers)
        {
          return true
        }
      }
      return false
    }
    return canCancel(
      0, isStart: true, count: ascending.count,
      reach: ascending.reduce(0) { $0 + ($1.size - 1) * $1.stride })
  }

  private static let mostOverlapSteps = 1 << 20

  /// The number of elements.
  var count: Int { dimensions.reduce(1) { $0 * $1.size } }

  /// The same places, without the dimensions along which there is only one.
  var places: StridedLayout {
    var places = self
    // Other strides that make elements meet are left: what is written twice is the same.
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

extension Int {
  fileprivate func dividedDown(by divisor: Int) -> Int {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }

  fileprivate func dividedUp(by divisor: Int) -> Int { -(-self).dividedDown(by: divisor) }
}
