import TensorInit

/// What follows from all elements of a tensor, and from what is read again of it.
struct TensorExamination {
  let tensor: StoredTensor
  let elementCount: Int
  let summary: ElementSummary
  let reader: CheckpointReader
  let context: ModelContext
  let buffers: PartBuffers

  func result(
    digest: String?
  ) throws(TensorInitError) -> (inspection: TensorInspection, key: EqualityKey?) {
    let statistics = tensor.dtype.map(summary.statistics)
    let appearances = try statistics.map { statistics throws(TensorInitError) in
      try self.appearances(statistics)
    }
    let laws = appearances?.all ?? []
    let inspection = TensorInspection(
      tensor: tensor, elementCount: elementCount, statistics: statistics,
      histogram: summary.counts, appearances: laws, schemes: schemes(appearances),
      fans: try? Fans(of: tensor.shape), repeatedBlocks: try repeatedBlocks(laws, statistics),
      digest: digest, isDrawn: try isDrawn(laws, statistics))
    return (inspection, try key(statistics, laws))
  }

  // MARK: Appearance

  private struct Found {
    var all: [Appearance] = []
    /// By which the laws were found.
    var search: LawSearch?
  }

  private func appearances(_ statistics: TensorStatistics) throws(TensorInitError) -> Found {
    guard let dtype = tensor.dtype, let smallest = statistics.smallest,
      let largest = statistics.largest
    else { return Found() }
    if smallest == largest {
      return Found(all: statistics.finiteCount == elementCount ? [.constant(smallest)] : [])
    }
    let elements = ElementReader(
      reader: reader, tensor: tensor, dtype: dtype, count: elementCount, buffers: buffers)
    if let structure = try StructureSearch(elements: elements, statistics: statistics).structure() {
      return Found(all: [.structure(structure)])
    }
    var found = Found()
    if let orthogonality = try OrthogonalitySearch(
      elements: elements, columns: summary.columns, statistics: statistics
    ).appearance() {
      found.all.append(orthogonality)
    }
    let zeros = try zeros(statistics, elements)
    found.all += zeros
    let withZeros = !leavesZeros(statistics, dtype)
    let moments = summary.moments(withZeros: withZeros)
    let search = LawSearch(
      moments, range: smallest...largest,
      sample: withZeros ? summary.sample : summary.sample.filter { $0 != 0 }, dtype: dtype)
    if let search {
      found.all += search.laws().map { law in
        var law = law
        law.isOfNonzeroElements = !withZeros && !areTold(zeros, statistics, dtype)
        return .law(law)
      }
      found.search = search
    }
    return found
  }

  /// Whether an appearance tells where all zeros are.
  private func areTold(
    _ zeros: [Appearance], _ statistics: TensorStatistics, _ dtype: DType
  ) -> Bool {
    switch zeros.first {
    case .sparse: true
    case .zeroRows(let count, _):
      Double(statistics.zeroCount - elementCount / max(1, tensor.shape[0]) * count)
        <= mostUsualZeros(statistics, dtype)
    default: false
    }
  }

  /// Whether zeros are no draws: more of them than a law around 0 has.
  private func leavesZeros(_ statistics: TensorStatistics, _ dtype: DType) -> Bool {
    guard dtype.isFloatingPoint, let smallest = statistics.smallest,
      let largest = statistics.largest, let deviation = statistics.deviation, deviation > 0,
      !LawSearch.areIntegers(summary.sample)
    else { return false }
    // Subnormal numbers of float16 are so far apart that laws have zeros.
    if dtype == .float16, deviation < 1e-4 { return false }
    guard Double(statistics.zeroCount) > mostUsualZeros(statistics, dtype) else { return false }
    let share = statistics.zeroShare
    return smallest < 0 && largest > 0 ? share > 1e-5 : share > 0.02
  }

  /// So few zeros don't change what a test says, or come of float16's rounding.
  private func mostUsualZeros(_ statistics: TensorStatistics, _ dtype: DType) -> Double {
    guard dtype == .float16, let deviation = statistics.deviation, deviation > 0 else { return 3 }
    // Of a normal law, half the smallest number on either side of 0.
    return 3 + 4 * 2.4e-8 / deviation * Double(elementCount)
  }

  private func zeros(
    _ statistics: TensorStatistics, _ elements: ElementReader
  ) throws(TensorInitError) -> [Appearance] {
    guard elements.dtype.isFloatingPoint, tensor.shape.count >= 2, tensor.shape[0] >= 2,
      statistics.zeroCount >= min(elementCount / tensor.shape[0], elementCount / 1000),
      statistics.zeroCount > 0, statistics.zeroCount < elementCount
    else { return [] }
    let columns = elementCount / tensor.shape[0]
    let isMatrix =
      tensor.shape.count == 2 && columns <= 1 << 22 && statistics.zeroCount % columns == 0
    guard isMatrix || statistics.zeroCount >= columns else { return [] }
    let places = try ZeroPlaces(of: elements, isMatrix: isMatrix)
    if places.rows > 0 { return [.zeroRows(count: places.rows, first: places.firstRow)] }
    guard let zeros = places.perColumn else { return [] }
    return [.sparse(sparsity: Self.sparsity(zeros: zeros, rows: tensor.shape[0]))]
  }

  /// The shortest number of which ceil(number * rows) is the number of zeros.
  static func sparsity(zeros: Int, rows: Int) -> Double {
    let share = Double(zeros) / Double(rows)
    for digits in 1...6 {
      let rounded = share.rounded(toDigits: digits)
      let product = rounded * Double(rows)
      if (product - product * 0x1p-50).rounded(.up) == Double(zeros) { return rounded }
    }
    return share
  }

  private func schemes(_ found: Found?) -> [UsualScheme] {
    guard let found, let search = found.search else { return [] }
    let laws = found.all.compactMap { appearance -> Law? in
      if case .law(let law) = appearance { law } else { nil }
    }
    guard let law = laws.first, !law.isOfNonzeroElements, let measured = search.deviation(of: law)
    else { return [] }
    return SchemeSearch(tensor: tensor, context: context, law: law, measured: measured).schemes()
  }

  // MARK: What is equal

  /// Whether the values may be such as are drawn or trained: no constant, no structure, no indices.
  private func mayBeDrawn(_ appearances: [Appearance], _ statistics: TensorStatistics?) -> Bool {
    guard tensor.byteCount > 0, elementCount > 0 else { return false }
    guard let dtype = tensor.dtype, let statistics else { return true }
    switch appearances.first {
    case .constant, .structure: return false
    default: break
    }
    guard statistics.finiteCount > 0, let smallest = statistics.smallest,
      let largest = statistics.largest, smallest != largest
    else { return false }
    switch dtype {
    case .bool: return false
    case .int8, .uint8: return largest - smallest > 16
    // Packed weights; smaller ones are indices and masks.
    case .int16, .int32, .int64: return largest - smallest > 0x1p15
    default: return true
    }
  }

  /// Whether none of the values are equal to others' by chance, nor by their nature.
  private func isDrawn(
    _ appearances: [Appearance], _ statistics: TensorStatistics?
  ) throws(TensorInitError) -> Bool {
    guard mayBeDrawn(appearances, statistics) else { return false }
    guard let dtype = tensor.dtype else {
      let size = byteElementSize
      let bytes = try ends()
      return DrawnValues.areMany(
        stride(from: 0, to: bytes.count - size + 1, by: size).lazy.map { bytes[$0..<$0 + size] })
    }
    let sample = summary.sample
    // Few numbers that are all different are no pattern either.
    guard DrawnValues.areMany(sample) || Set(sample).count == elementCount else { return false }
    let hasLaw = appearances.contains { if case .law = $0 { true } else { false } }
    guard !hasLaw, tensor.shape.count >= 2, let last = tensor.shape.last else { return true }
    let elements = ElementReader(
      reader: reader, tensor: tensor, dtype: dtype, count: elementCount, buffers: buffers)
    var rows: [[Double]] = []
    for row in 0..<min(64, elementCount / last) {
      rows.append(try elements.elements(row * last..<row * last + min(last, 64)))
    }
    return !DrawnValues.areSmooth(rows)
  }

  /// The size of an element of a dtype without arithmetic, a byte at least.
  private var byteElementSize: Int { max(1, tensor.byteCount / elementCount) }

  /// Bytes of the beginning, the middle and the end.
  private func ends() throws(TensorInitError) -> [UInt8] {
    let size = byteElementSize
    let count = min(tensor.byteCount / size, 256)
    var bytes: [UInt8] = []
    for first in [0, (tensor.byteCount / size - count) / 2, tensor.byteCount / size - count] {
      bytes += try buffers.read(
        bytes: first * size..<(first + count) * size, of: tensor, from: reader)
    }
    return bytes
  }

  private func repeatedBlocks(
    _ appearances: [Appearance], _ statistics: TensorStatistics?
  ) throws(TensorInitError) -> [RepeatedBlocks] {
    guard tensor.byteCount >= 256, mayBeDrawn(appearances, statistics) else { return [] }
    return try RepeatedBlocksSearch(
      reader: reader, tensor: tensor,
      elementSize: tensor.dtype?.byteCount ?? byteElementSize,
      buffers: buffers
    ).blocks()
  }

  private func key(
    _ statistics: TensorStatistics?, _ appearances: [Appearance]
  ) throws(TensorInitError) -> EqualityKey? {
    guard mayBeDrawn(appearances, statistics) || isStructure(appearances), tensor.byteCount >= 16
    else { return nil }
    var fingerprint: UInt64 = 0xcbf2_9ce4_8422_2325
    func mix(_ bits: UInt64) {
      fingerprint = (fingerprint ^ bits) &* 0x9e37_79b9_7f4a_7c15
      fingerprint ^= fingerprint >> 29
    }
    for value in summary.sample { mix(value.bitPattern) }
    if statistics == nil {
      for byte in try ends() { mix(UInt64(byte)) }
    }
    return EqualityKey(
      dtypeName: tensor.dtypeName, shape: tensor.shape, statistics: statistics,
      fingerprint: Int(truncatingIfNeeded: fingerprint))
  }

  private func isStructure(_ appearances: [Appearance]) -> Bool {
    if case .structure = appearances.first { true } else { false }
  }
}
