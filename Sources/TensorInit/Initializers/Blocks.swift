/// A part of a fused tensor: what would be a tensor of its own name if it were not fused with others.
public struct TensorBlock: Sendable {
  /// The name by which it draws, as it would if it were not fused.
  public let name: String
  /// How many of the fused tensor's indices along the axis are its own.
  public let size: Int
  /// How it is initialized, with the shape and the fans that it has by itself.
  public let initializer: Initializer

  /// A part of a fused tensor.
  ///
  /// - Parameters:
  ///   - name: The name by which it draws.
  ///   - size: How many of the fused tensor's indices along the axis are its own, 0 or more.
  ///   - initializer: How it is initialized.
  public init(name: String, size: Int, initializer: Initializer) {
    self.name = name
    self.size = size
    self.initializer = initializer
  }

  /// The name as descriptions have it: in quotes where else it could look like something that follows a name, so that
  /// those of different blocks differ.
  fileprivate var quotedName: String {
    let isPlain = name.utf8.allSatisfy { byte in
      let scalar = Unicode.Scalar(byte)
      return scalar.isASCII
        && (scalar.properties.isAlphabetic || "0123456789_.-".unicodeScalars.contains(scalar))
    }
    return isPlain && !name.isEmpty ? name : name.debugDescription
  }
}

/// Several tensors side by side along an axis, each with the values that it has by itself: fused query, key and value,
/// gate and up projections, the gates of an LSTM.
struct Blocks: ComposedInitializer {
  var blocks: [TensorBlock]
  var axis = 0
  var groups = 1

  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    let axis = try shape.index(ofAxis: axis, "axis")
    guard groups >= 1 else {
      throw .invalidArgument(
        argument: "groups", given: "\(groups)", expected: "a number of 1 or more")
    }
    var parts: [BlocksFill.Part] = []
    var start = 0
    for block in blocks {
      guard block.size >= 1, block.size.isMultiple(of: groups) else {
        throw .invalidArgument(
          argument: "the size of '\(block.name)'", given: "\(block.size)",
          expected: "a number of 1 or more, which the \(groups) groups divide")
      }
      var sizes = Array(shape)
      sizes[axis] = block.size
      let own = Shape(sizes)
      let fill: AnyFill
      do throws(TensorInitError) {
        fill = try block.initializer.innerFill(for: own, dtype, from: algorithm)
      } catch {
        throw .inTensor("'\(block.name)'", error)
      }
      parts.append(
        BlocksFill.Part(
          name: block.name, fill: fill, count: try own.elementCount(of: dtype),
          start: start, length: block.size / groups))
      let (sum, overflow) = start.addingReportingOverflow(block.size / groups)
      start = overflow ? .max : sum
    }
    guard start == shape[axis] / groups, shape[axis].isMultiple(of: groups) else {
      let sum = blocks.reduce(into: 0.0) { $0 += Double($1.size) }
      throw .invalidArgument(
        argument: "the blocks' sizes", given: "\(Int(exactly: sum) ?? .max) in all",
        expected: "\(shape[axis]), the size of dimension \(axis)")
    }
    return .other(
      BlocksFill(
        parts: parts, groups: groups, inner: shape[(axis + 1)...].reduce(1, *)))
  }

  static let signature = Signature(
    "blocks", Blocks(blocks: []),
    Parameter("blocks") { _, _ throws(TensorInitError) in
      throw .invalidArgument(
        argument: "blocks", given: "an expression", expected: "the key 'blocks' of a recipe")
    } text: { value in
      value.blocks.map { "\($0.quotedName)[\($0.size)]: \($0.initializer)" }.joined(separator: "; ")
    },
    .integer("axis", \.axis, omitting: 0), .integer("groups", \.groups, omitting: 1))
  var signature: Signature<Self> { Self.signature }
}

/// Elements of several fills side by side along an axis.
struct BlocksFill: Fill, @unchecked Sendable {
  struct Part {
    let name: String
    var fill: AnyFill
    /// The number of its elements.
    let count: Int
    /// Where it is in each group along the axis, and how long.
    let start: Int
    let length: Int
    var draws: Draws?
  }

  private(set) var parts: [Part]
  let groups: Int
  /// The elements of one index along the axis.
  let inner: Int
  let traits: FillTraits
  /// The indices of a group along the axis.
  private let groupLength: Int

  init(parts: [Part], groups: Int, inner: Int) {
    self.parts = parts
    self.groups = groups
    self.inner = inner
    groupLength = parts.reduce(0) { $0 + $1.length }
    let all = parts.map(\.fill.traits)
    traits = FillTraits(
      isRandom: all.contains(where: \.isRandom), isDivisible: all.allSatisfy(\.isDivisible),
      hasOwnStreams: true, workPerElement: all.reduce(1) { max($0, $1.workPerElement) })
  }

  var ownStreams: [(count: Int, name: String)] {
    parts.map { ($0.fill.traits.isRandom ? $0.count : 0, $0.name) }
  }

  func drawing(_ draws: [Draws]) -> AnyFill {
    var bound = self
    for index in parts.indices { bound.parts[index].draws = draws[index] }
    return .other(bound)
  }

  func prepared(draws: Draws, threads: Int) throws(TensorInitError) -> AnyFill? {
    var prepared = parts
    for index in parts.indices where !parts[index].fill.traits.isDivisible {
      guard
        let fill = try parts[index].fill.prepared(draws: own(parts[index]), threads: threads)
      else { return nil }
      prepared[index].fill = fill
    }
    return .other(BlocksFill(parts: prepared, groups: groups, inner: inner))
  }

  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) throws(TensorInitError) {
    // How many elements the whole has, the parts know.
    try writeAsRegion(
      elements, ofTensorOf: 0, to: destination, dtype: dtype, draws: draws, threads: threads)
  }

  func write(
    _ part: Range<Int>, of region: RegionRuns, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: Draws
  ) throws(TensorInitError) {
    try region.forEach(of: part) { elements, before throws(TensorInitError) in
      try forEachRun(of: elements) { index, run, done throws(TensorInitError) in
        try parts[index].fill.write(
          run, to: destination + (before + done) * dtype.byteCount, dtype: dtype,
          draws: own(parts[index]), threads: 1)
      }
    }
  }

  /// Makes of each part what lies between the first and the last of its elements that are wanted, one part after the
  /// other.
  func write(
    _ region: RegionRuns, ofTensorOf count: Int, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: Draws, threads: Int
  ) throws(TensorInitError) {
    let size = dtype.byteCount
    for (wanted, part) in parts.enumerated() {
      var bounds: Range<Int>?
      region.forEach(of: 0..<region.count) { elements, _ in
        forEachRun(of: elements) { index, run, _ in
          guard index == wanted else { return }
          let known = bounds ?? run
          bounds =
            min(known.lowerBound, run.lowerBound)..<max(known.upperBound, run.upperBound)
        }
      }
      let needed = bounds ?? 0..<0
      let made = try Storage(byteCount: needed.count * size)
      // Also of none: PyTorch's generator moves on.
      if bounds != nil || own(part).isSequence {
        try part.fill.write(
          needed, to: made.base, dtype: dtype, draws: own(part), threads: threads)
      }
      region.forEach(of: 0..<region.count) { elements, before in
        forEachRun(of: elements) { index, run, done in
          guard index == wanted else { return }
          (destination + (before + done) * size).copyMemory(
            from: made.base + (run.lowerBound - needed.lowerBound) * size,
            byteCount: run.count * size)
        }
      }
      withExtendedLifetime(made) {}
    }
  }

  private func own(_ part: Part) -> Draws {
    guard let draws = part.draws else {
      preconditionFailure("the plan gives each part its draws")
    }
    return draws
  }

  /// Calls `body` with the parts' elements that make up some of the tensor's.
  private func forEachRun<Failure: Error>(
    of elements: Range<Int>,
    _ body: (_ part: Int, _ run: Range<Int>, _ done: Int) throws(Failure) -> Void
  ) throws(Failure) {
    var element = elements.lowerBound
    while element < elements.upperBound {
      let (index, offset) = element.quotientAndRemainder(dividingBy: inner)
      // A group of each matrix is like one of the next.
      let (group, place) = index.quotientAndRemainder(dividingBy: groupLength)
      guard let number = parts.lastIndex(where: { $0.start <= place }) else { return }
      let part = parts[number]
      let own = (group * part.length + place - part.start) * inner + offset
      let left = (part.start + part.length - place) * inner - offset
      let count = min(left, elements.upperBound - element)
      try body(number, own..<own + count, element - elements.lowerBound)
      element += count
    }
  }
}

extension Initializer {
  /// Tensors fused along an axis, each with the values that it would have by itself: it draws from the stream of its own
  /// name, and its shape and fans are its own.
  ///
  /// - Parameters:
  ///   - blocks: The parts in their order, whose sizes make up that of the axis.
  ///   - axis: Along which dimension they lie side by side.
  ///   - groups: How many times they alternate, each with its share of its size, as where queries, keys and values are
  ///     interleaved by heads; it divides every size.
  public static func blocks(
    _ blocks: [TensorBlock], axis: Int = 0, groups: Int = 1
  ) -> Initializer {
    Initializer(Blocks(blocks: blocks, axis: axis, groups: groups))
  }
}
