import Synchronization
public import TensorInit

/// How the tensors of two checkpoints differ.
public struct CheckpointComparison: Sendable {
  /// The path of the checkpoint that is compared.
  public let path: String
  /// The path of the checkpoint that it is compared with.
  public let otherPath: String
  /// Names that only the other has, in its order.
  public let missing: [String]
  /// Names that only the first has, in its order.
  public let extra: [String]
  /// The tensors that both have, in the first one's order.
  public let tensors: [TensorComparison]

  /// Whether both have the same tensors of the same dtypes, shapes and bytes.
  public var isEqual: Bool {
    missing.isEmpty && extra.isEmpty && tensors.allSatisfy(\.isEqual)
  }

  /// Compares the tensors of two checkpoints by their names, byte by byte.
  ///
  /// - Parameters:
  ///   - reader: The checkpoint that is compared.
  ///   - other: What it is compared with.
  ///   - threads: The most threads to use; `nil` for the standard number.
  ///   - progress: Called from any thread with a tensor's name and how many more bytes of it were compared.
  /// - Throws: As ``/TensorInit/CheckpointReader`` does; `invalidArgument` for fewer than one thread.
  public init(
    _ reader: CheckpointReader, _ other: CheckpointReader, threads: Int? = nil,
    progress: @Sendable (_ name: String, _ byteCount: Int) -> Void = { _, _ in }
  ) throws(TensorInitError) {
    path = reader.path
    otherPath = other.path
    missing = other.tensors.map(\.name).filter { reader[$0] == nil }
    var extra: [String] = []
    var pairs: [(first: StoredTensor, second: StoredTensor)] = []
    for tensor in reader.tensors {
      if let second = other[tensor.name] {
        pairs.append((tensor, second))
      } else {
        extra.append(tensor.name)
      }
    }
    self.extra = extra
    tensors = try Self.compare(
      pairs, reader, other, over: Threads.count(threads), progress: progress)
  }

  private static func compare(
    _ pairs: [(first: StoredTensor, second: StoredTensor)], _ reader: CheckpointReader,
    _ other: CheckpointReader, over threads: Int, progress: @Sendable (String, Int) -> Void
  ) throws(TensorInitError) -> [TensorComparison] {
    var items: [(pair: Int, bytes: Range<Int>)] = []
    for (index, pair) in pairs.enumerated() where pair.first.isAlike(pair.second) {
      for start in stride(from: 0, to: pair.first.byteCount, by: partLength) {
        items.append((index, start..<min(start + partLength, pair.first.byteCount)))
      }
    }
    let found = Mutex([ElementDifferences](repeating: ElementDifferences(), count: pairs.count))
    let parts = items
    try Threads.takeTurns(parts.count, over: threads) { _ throws(TensorInitError) in
      (try PartBuffers(), try PartBuffers())
    } _: { number, buffers throws(TensorInitError) in
      let (index, range) = parts[number]
      let (first, second) = pairs[index]
      var differences = ElementDifferences()
      for start in stride(
        from: range.lowerBound, to: range.upperBound, by: PartBuffers.blockLength)
      {
        let block = start..<min(start + PartBuffers.blockLength, range.upperBound)
        let bytes = try buffers.0.read(bytes: block, of: first, from: reader)
        let others = try buffers.1.read(bytes: block, of: second, from: other)
        if !bytes.areEqual(to: others) { differences.add(bytes, others, first.dtype, at: start) }
      }
      progress(first.name, range.count)
      found.withLock { $0[index].add(differences) }
    }
    return zip(pairs, found.withLock(\.self)).map { pair, differences in
      TensorComparison(
        tensor: pair.first, other: pair.second,
        differences: pair.first.isAlike(pair.second) ? differences : nil)
    }
  }

  /// A multiple of every element's size.
  private static let partLength = PartBuffers.blockLength * 32
}

/// How a tensor differs from one of the same name.
public struct TensorComparison: Sendable {
  /// The first checkpoint's tensor.
  public let tensor: StoredTensor
  /// The other's tensor of the same name.
  public let other: StoredTensor
  /// `nil` where shapes or dtypes differ.
  public let differences: ElementDifferences?

  /// The name of both.
  public var name: String { tensor.name }
  /// Whether dtype, shape and every byte are the same.
  public var isEqual: Bool { differences?.count == 0 }
}
