import TensorInit

/// What is in a checkpoint: its tensors, what their values look like, and what is strange about them.
///
/// ```swift
/// let inspection = try CheckpointInspection(path: "model.safetensors")
/// for tensor in inspection.tensors { print(tensor.name, tensor.laws.first?.expression ?? "-") }
/// ```
public struct CheckpointInspection: Sendable {
  /// What was asked for: a file of tensors, or the index of several.
  public let path: String
  /// The files that hold tensors.
  public let files: [String]
  /// The texts that the files keep besides, in their order.
  public let metadata: [(key: String, value: String)]
  /// The tensors, file by file, in the order of their data.
  public let tensors: [TensorInspection]
  /// Tensors that are equal to others, byte by byte, of the same dtype and shape; those that are one constant and
  /// those without elements are left out.
  public let equalTensors: [EqualTensors]
  /// What is strange, the worst first.
  public let warnings: [InspectionWarning]
  /// SHA-256 of all, which depends neither on files nor on the tensors' order, in hexadecimal digits; `nil` where no
  /// digests were asked for.
  public let digest: String?

  /// Sums over all tensors.
  public var totals: InspectionTotals { InspectionTotals(tensors) }
}

/// Sums over tensors.
public struct InspectionTotals: Sendable, Hashable {
  /// The number of tensors.
  public private(set) var tensorCount = 0
  /// The number of elements; `Int.max` stands for more.
  public private(set) var elementCount = 0
  /// The size of the elements in bytes; `Int.max` stands for more.
  public private(set) var byteCount = 0
  /// The number of elements that are 0, of dtypes that the library computes with.
  public private(set) var zeroCount = 0
  /// The number of elements that are NaN, of dtypes that the library computes with.
  public private(set) var nanCount = 0
  /// The number of elements that are infinite, of dtypes that the library computes with.
  public private(set) var infiniteCount = 0

  /// The sums over these tensors.
  public init(_ tensors: some Sequence<TensorInspection>) {
    for tensor in tensors {
      tensorCount += 1
      // Of several files there may be more than an Int counts.
      elementCount = elementCount.clampedSum(tensor.elementCount)
      byteCount = byteCount.clampedSum(tensor.tensor.byteCount)
      guard let statistics = tensor.statistics else { continue }
      zeroCount = zeroCount.clampedSum(statistics.zeroCount)
      nanCount = nanCount.clampedSum(statistics.nanCount)
      infiniteCount = infiniteCount.clampedSum(statistics.infiniteCount)
    }
  }
}

/// Tensors that are equal, byte by byte.
public struct EqualTensors: Sendable, Hashable {
  /// The tensors' places in ``CheckpointInspection/tensors``, ascending; at least two.
  public let tensors: [Int]
}

/// Something that a checkpoint should not have.
public struct InspectionWarning: Sendable, Hashable {
  /// What is strange.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Elements that are NaN.
    case nan
    /// Elements that are infinite.
    case infinite
    /// Parts of one tensor are equal: ranks drew the same shard.
    case repeatedBlocks = "repeated_blocks"
    /// Two files have the same values under other names: ranks drew the same.
    case equalShards = "equal_shards"
    /// Tensors under different names are equal: tied, copied, or drawn by ranks with one seed.
    case equalTensors = "equal_tensors"
  }

  /// What is strange.
  public let kind: Kind

  /// Whether no checkpoint should have it; tensors under two names may be tied.
  public var isFailure: Bool { kind != .equalTensors }
  /// The places in ``CheckpointInspection/tensors`` of those that it is about.
  public let tensors: [Int]
  /// One sentence, with the tensors' names.
  public let text: String
}

extension Int {
  /// The sum, or the largest number where that is beyond it.
  package func clampedSum(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
