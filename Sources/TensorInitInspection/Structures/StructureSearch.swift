import TensorInit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Finds the initializers without draws whose values a tensor has.
struct StructureSearch {
  let elements: ElementReader
  let statistics: TensorStatistics

  private var shape: Shape { elements.tensor.shape }
  private var dtype: DType { elements.dtype }

  /// An initializer that may have given the values, and how far from its values another program's may be.
  private struct Candidate {
    let expression: String
    /// A share of the number itself, and a distance beside.
    var tolerance: (relative: Double, absolute: Double) = (0, 0)
  }

  /// The structure that the values have, if it is one.
  func structure() throws(TensorInitError) -> Structure? {
    guard elements.count >= 2, statistics.finiteCount == elements.count else { return nil }
    if let triangle = try triangle() { return triangle }
    for candidate in try candidates() {
      if let structure = try structure(of: candidate) { return structure }
    }
    return nil
  }

  // MARK: Candidates

  private func candidates() throws(TensorInitError) -> [Candidate] {
    if let units = units() { return units }
    let head = try elements.elements(0..<min(elements.count, 64))
    var candidates: [Candidate] = []
    candidates += try steps(head)
    guard dtype.isFloatingPoint else { return candidates }
    candidates += rotaryFrequencies(head)
    candidates += sinusoids(head)
    if shape.count == 4, shape[2] > 1 || shape[3] > 1, head[0] > 0, head[0] <= 1,
      statistics.smallest ?? 0 > 0
    {
      candidates.append(Candidate(expression: "bilinear", tolerance: (rounding, 0)))
    }
    return candidates
  }

  /// What rounding to the dtype and computing in float32 may change.
  private var rounding: Double {
    switch dtype {
    case .bfloat16: 0x1p-7
    case .float16: 0x1p-10
    default: 1e-5
    }
  }

  /// One number at some places, zeros elsewhere.
  private func units() -> [Candidate]? {
    let units = elements.count - statistics.zeroCount
    guard units > 0, let smallest = statistics.smallest, let largest = statistics.largest,
      smallest == 0 || largest == 0
    else { return nil }
    let gain = smallest == 0 ? largest : smallest
    func candidate(_ name: String, _ arguments: [String]) -> Candidate {
      let all = arguments + (gain == 1 ? [] : ["gain=\(gain)"])
      return Candidate(expression: all.isEmpty ? name : "\(name)(\(all.joined(separator: ", ")))")
    }
    if shape.count == 2, units == min(shape[0], shape[1]) { return [candidate("eye", [])] }
    guard (3...5).contains(shape.count), units <= shape[0] else { return nil }
    return (1...min(shape[0], 1 << 16)).lazy.filter { groups in
      shape[0] % groups == 0 && groups * min(shape[0] / groups, shape[1]) == units
    }.prefix(8).map { candidate("dirac", $0 == 1 ? [] : ["groups=\($0)"]) }
  }

  /// Numbers, or logarithms of numbers, that grow by equal steps along an axis.
  private func steps(_ head: [Double]) throws(TensorInitError) -> [Candidate] {
    var candidates: [Candidate] = []
    var stride = elements.count
    for (axis, size) in shape.enumerated() {
      stride /= max(size, 1)
      // Of fewer, any are.
      guard size >= 4 else { continue }
      let second = stride < head.count ? head[stride] : try elements.element(stride)
      guard second != head[0] else { continue }
      let last = try elements.element(stride * (size - 1))
      let name = axis == shape.count - 1 ? "" : ", axis=\(axis)"
      let step = second - head[0]
      let end = head[0] + step * Double(size - 1)
      let scale = max(head[0].magnitude, last.magnitude)
      let tolerance = scale * rounding * 4
      if (end - last).magnitude <= tolerance, (last - head[0]).magnitude > 16 * tolerance {
        // The last one tells most about a step that was rounded.
        let exact = dtype.isFloatingPoint ? (last - head[0]) / Double(size - 1) : step
        let rounded = exact.rounded(toDigits: 6)
        let start = head[0] == 0 ? "" : "start=\(head[0].plain), "
        candidates.append(
          Candidate(
            expression: "arange(\(start)step=\(rounded.plain)\(name))",
            tolerance: dtype.isFloatingPoint ? (0, tolerance) : (0, 0)))
      }
      let numbers = (exp(head[0]), exp(second), exp(last))
      guard dtype.isFloatingPoint, numbers.0.isFinite, numbers.2.isFinite else { continue }
      let growth = numbers.1 - numbers.0
      guard
        (numbers.0 + growth * Double(size - 1) - numbers.2).magnitude
          <= numbers.2.magnitude * rounding * 40,
        (last - head[0]).magnitude > 16 * rounding * (1 + scale)
      else { continue }
      for digits in 1...3 {
        let start = numbers.0.rounded(toDigits: digits)
        let step = ((numbers.2 - numbers.0) / Double(size - 1)).rounded(toDigits: digits)
        candidates.append(
          Candidate(
            expression: "log_arange(start=\(start.plain), step=\(step.plain)\(name))",
            tolerance: (rounding, rounding)))
      }
    }
    return candidates
  }

  private func rotaryFrequencies(_ head: [Double]) -> [Candidate] {
    guard shape.count == 1, head[0] == 1, head[1] > 0, head[1] < 1 else { return [] }
    let base = pow(head[1], -Double(shape[0]))
    return [base.rounded(toDigits: 1), base.rounded(toDigits: 2), base.rounded(toDigits: 4)].map {
      Candidate(
        expression: "rope_inverse_frequencies(base=\($0.plain))",
        tolerance: (rounding * 4, 0))
    }
  }

  private func sinusoids(_ head: [Double]) -> [Candidate] {
    guard shape.count == 2, shape[1] >= 4, shape[1] % 2 == 0, head[0] == 0,
      head[1] == 0 || head[1] == 1, statistics.largest ?? 0 <= 1, statistics.smallest ?? 0 >= -1
    else { return [] }
    let layout = head[1] == 1 ? "" : "layout=sines_then_cosines"
    return ["", "endpoint=true"].map { endpoint in
      let arguments = [layout, endpoint].filter { !$0.isEmpty }.joined(separator: ", ")
      return Candidate(
        expression: arguments.isEmpty ? "sinusoidal" : "sinusoidal(\(arguments))",
        // Others compute the angles, of thousands of radians, in float32.
        tolerance: (0, dtype == .bfloat16 ? 0x1p-7 : 1e-3))
    }
  }

  // MARK: Comparison

  private func structure(of candidate: Candidate) throws(TensorInitError) -> Structure? {
    guard let initializer = try? Initializer(candidate.expression),
      (try? initializer.check(shape: shape, dtype: dtype)) != nil
    else { return nil }
    var difference = 0.0
    var start = 0
    var length = 64
    while start < elements.count {
      let range = start..<min(start + length, elements.count)
      let expected = try Tensor(uninitialized: [range.count], dtype: dtype)
      try expected.initialize(
        initializer, asElements: range, of: shape, using: Generator(seed: 0), threads: 1)
      let numbers = expected.doubles()
      var isNear = true
      try elements.forEach(in: range) { found, first throws(TensorInitError) in
        for (index, number) in found.enumerated() {
          let wanted = numbers[first - range.lowerBound + index]
          let distance = (number - wanted).magnitude
          difference = max(difference, distance)
          let (relative, absolute) = candidate.tolerance
          if !(distance <= absolute + relative * wanted.magnitude) { isNear = false }
        }
      }
      guard isNear else { return nil }
      start = range.upperBound
      // Most that aren't it differ among the first.
      length = PartBuffers.blockLength
    }
    return Structure(
      name: initializer.name, expression: "\(initializer)", largestDifference: difference)
  }

  /// A causal mask: in each matrix of the last two axes, ones on and below the diagonal, and zeros above.
  private func triangle() throws(TensorInitError) -> Structure? {
    guard shape.count >= 2, statistics.smallest == 0, statistics.largest == 1 else { return nil }
    let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
    guard rows == columns, rows > 1,
      statistics.zeroCount == elements.count / (rows * columns) * (rows * (rows - 1) / 2)
    else { return nil }
    var isTriangle = true
    try elements.forEach(in: 0..<elements.count) { numbers, start throws(TensorInitError) in
      guard isTriangle else { return }
      for (index, number) in numbers.enumerated() {
        let place = (start + index) % (rows * columns)
        isTriangle = isTriangle && number == (place % columns <= place / columns ? 1 : 0)
      }
    }
    return isTriangle
      ? Structure(name: "triangle", expression: "lower triangle of ones", largestDifference: 0)
      : nil
  }
}
