import Crypto
import Synchronization
public import TensorInit

extension CheckpointInspection {
  /// Looks into a checkpoint.
  ///
  /// Every element is read once, in parts; parts that hint at something, such as equal blocks, are read again. Memory
  /// grows with the number of tensors, not with their size.
  ///
  /// - Parameters:
  ///   - path: As ``/TensorInit/CheckpointReader`` takes it.
  ///   - digests: Whether to compute ``TensorInspection/digest`` and ``CheckpointInspection/digest``.
  ///   - threads: The most threads to use, 1 or more; `nil` for one a core, or what the environment's
  ///     `TENSOR_INIT_NUM_THREADS` says. What is found doesn't depend on it.
  ///   - progress: Called from any thread with a tensor's name and how many more bytes of it were looked at.
  /// - Throws: As ``/TensorInit/CheckpointReader`` does; `invalidArgument` for fewer than one thread.
  public init(
    path: String, digests: Bool = false, threads: Int? = nil,
    progress: @Sendable (_ name: String, _ byteCount: Int) -> Void = { _, _ in }
  ) throws(TensorInitError) {
    try self.init(
      of: CheckpointReader(path: path), digests: digests, threads: threads, progress: progress)
  }

  /// Looks into a checkpoint that is open.
  public init(
    of reader: CheckpointReader, digests: Bool = false, threads: Int? = nil,
    progress: @Sendable (_ name: String, _ byteCount: Int) -> Void = { _, _ in }
  ) throws(TensorInitError) {
    let threads = try Threads.count(threads)
    let pass = try InspectionPass(of: reader, digests: digests)
    try pass.run(over: threads, progress: progress)
    let (tensors, keys) = pass.results()
    let equal = try EqualTensors.groups(of: tensors, keys, reader: reader, over: threads)
    path = reader.path
    files = reader.paths
    metadata = reader.metadataTexts
    self.tensors = tensors
    equalTensors = equal
    warnings = InspectionWarning.all(of: tensors, equal: equal)
    digest = digests ? TensorDigest.ofAll(tensors) : nil
  }
}

/// One way through all elements of a checkpoint, over threads that take parts of tensors.
struct InspectionPass: Sendable {
  /// What a thread does next: some parts of a tensor.
  private struct Item {
    let tensor: Int
    let parts: Range<Int>
  }

  private let reader: CheckpointReader
  private let context: ModelContext
  private let hasDigests: Bool
  private let tensors: [TensorWork]
  private let items: [Item]

  init(of reader: CheckpointReader, digests: Bool) throws(TensorInitError) {
    try Memory.require(reader.tensors.count, ofBytes: Memory.bytesOfDescription)
    self.reader = reader
    hasDigests = digests
    context = ModelContext(reader.tensors)
    tensors = reader.tensors.map { TensorWork($0) }
    items = tensors.enumerated().flatMap { index, work in
      // A digest needs a tensor's bytes in their order.
      digests || work.partCount == 0
        ? [Item(tensor: index, parts: 0..<work.partCount)]
        : (0..<work.partCount).map { Item(tensor: index, parts: $0..<$0 + 1) }
    }
  }

  func run(
    over threads: Int, progress: @Sendable (String, Int) -> Void
  ) throws(TensorInitError) {
    try Threads.takeTurns(items.count, over: threads) { _ throws(TensorInitError) in
      try PartBuffers()
    } _: { number, buffers throws(TensorInitError) in
      let item = items[number]
      try work(on: tensors[item.tensor], item.parts, buffers, progress)
    }
  }

  /// What was found of each tensor, and what tensors that are equal have in common.
  func results() -> (tensors: [TensorInspection], keys: [EqualityKey?]) {
    let found = tensors.compactMap { $0.result.withLock(\.self) }
    return (found.map(\.inspection), found.map(\.key))
  }

  private func work(
    on work: TensorWork, _ parts: Range<Int>, _ buffers: PartBuffers,
    _ progress: @Sendable (String, Int) -> Void
  ) throws(TensorInitError) {
    var digest = hasDigests ? TensorDigest(of: work.tensor) : nil
    for part in parts {
      let summary = try summarize(part, of: work, buffers, &digest, progress)
      guard work.keep(summary, ofPart: part) else { continue }
      try work.finish(reader, context, digest: digest?.hexadecimal(), buffers)
    }
    if work.partCount == 0 {
      try work.finish(reader, context, digest: digest?.hexadecimal(), buffers)
    }
  }

  private func summarize(
    _ part: Int, of work: TensorWork, _ buffers: PartBuffers, _ digest: inout TensorDigest?,
    _ progress: @Sendable (String, Int) -> Void
  ) throws(TensorInitError) -> ElementSummary {
    var summary = ElementSummary()
    let size = work.elementSize
    let elements = work.elements(ofPart: part)
    for start in stride(
      from: elements.lowerBound, to: elements.upperBound, by: PartBuffers.blockLength)
    {
      let block = start..<min(start + PartBuffers.blockLength, elements.upperBound)
      let range = block.lowerBound * size..<block.upperBound * size
      let bytes = try buffers.read(bytes: range, of: work.tensor, from: reader)
      digest?.append(bytes)
      if let dtype = work.tensor.dtype {
        for first in stride(
          from: block.lowerBound, to: block.upperBound, by: ElementSummary.chunkLength)
        {
          let end = min(first + ElementSummary.chunkLength, block.upperBound)
          let offset = (first - block.lowerBound) * size
          summary.add(
            UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + (end - first) * size]),
            of: dtype, at: first, sample: work.sample, rowLength: work.rowLength,
            using: buffers.numbers)
        }
      }
      progress(work.tensor.name, range.count)
    }
    return summary
  }
}

/// What a thread works with.
final class PartBuffers {
  /// How many elements are read together, a multiple of a chunk's.
  static let blockLength = 1 << 17

  private let storage: Storage
  private let bytes: UnsafeMutableRawBufferPointer
  let numbers: UnsafeMutableBufferPointer<Double>

  /// What was read last: small tensors are looked at several times.
  private var last: (name: ExactName, range: Range<Int>)?

  init() throws(TensorInitError) {
    let (blockByteCount, count) = (Self.blockLength * 8, ElementSummary.chunkLength)
    storage = try Storage(byteCount: blockByteCount + count * MemoryLayout<Double>.stride)
    bytes = UnsafeMutableRawBufferPointer(start: storage.base, count: blockByteCount)
    let memory = storage.base + blockByteCount
    numbers = UnsafeMutableBufferPointer(
      start: memory.bindMemory(to: Double.self, capacity: count), count: count)
  }

  /// At most as many bytes as a block has with elements of 8 bytes, all of one checkpoint.
  func read(
    bytes range: Range<Int>, of tensor: StoredTensor, from reader: CheckpointReader
  ) throws(TensorInitError) -> UnsafeRawBufferPointer {
    let name = ExactName(tensor.name)
    if let last, last.range.lowerBound <= range.lowerBound,
      last.range.upperBound >= range.upperBound, last.name == name
    {
      let start = range.lowerBound - last.range.lowerBound
      return UnsafeRawBufferPointer(rebasing: bytes[start..<start + range.count])
    }
    let memory = UnsafeMutableRawBufferPointer(rebasing: bytes[..<range.count])
    last = nil
    try reader.read(bytes: range, of: tensor, into: memory)
    last = (name, range)
    return UnsafeRawBufferPointer(memory)
  }
}

/// A tensor on its way through the pass.
final class TensorWork: Sendable {
  let tensor: StoredTensor
  /// 0 where there is no tensor of its shape.
  let elementCount: Int
  /// The size of what is read as an element, a byte of a dtype without arithmetic.
  let elementSize: Int
  /// Parts don't depend on the number of threads, so that sums are always put together in the same way.
  private let partLength: Int
  let partCount: Int
  let sample: SamplePlaces
  /// That of a tall matrix, whose columns may be orthogonal.
  let rowLength: Int?
  private let parts: Mutex<(summaries: [ElementSummary?], missing: Int)>
  let result = Mutex<(inspection: TensorInspection, key: EqualityKey?)?>(nil)

  init(_ tensor: StoredTensor) {
    self.tensor = tensor
    elementCount = (try? tensor.shape.elementCount) ?? 0
    let size = tensor.dtype?.byteCount ?? 1
    elementSize = size
    let count = tensor.byteCount / size
    let block = PartBuffers.blockLength
    partLength = max(8 * block, (count / 4096 / block + 1) * block)
    partCount = (count + partLength - 1) / partLength
    sample = SamplePlaces(elementCount: count)
    let rows = tensor.shape.first ?? 0
    let length = rows > 0 ? elementCount / rows : 0
    rowLength = tensor.shape.count >= 2 && length >= 2 && rows > length ? length : nil
    parts = Mutex((Array(repeating: nil, count: partCount), partCount))
  }

  func elements(ofPart part: Int) -> Range<Int> {
    part * partLength..<min((part + 1) * partLength, tensor.byteCount / elementSize)
  }

  /// Keeps what was found of a part.
  ///
  /// - Returns: Whether that of all parts is there now.
  func keep(_ summary: ElementSummary, ofPart part: Int) -> Bool {
    parts.withLock { parts in
      parts.summaries[part] = summary
      parts.missing -= 1
      return parts.missing == 0
    }
  }

  /// Finds out what follows from all elements.
  func finish(
    _ reader: CheckpointReader, _ context: ModelContext, digest: String?, _ buffers: PartBuffers
  ) throws(TensorInitError) {
    var summary = ElementSummary()
    parts.withLock { parts in
      for case let part? in parts.summaries { summary.add(part) }
      parts.summaries = []
    }
    let found = try TensorExamination(
      tensor: tensor, elementCount: elementCount, summary: summary, reader: reader,
      context: context, buffers: buffers
    ).result(digest: digest)
    result.withLock { $0 = found }
  }
}
