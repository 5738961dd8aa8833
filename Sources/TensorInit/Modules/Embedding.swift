/// A table of vectors, one a token.
public struct Embedding: Layer {
  public let tensors: LayerTensors

  /// Of shape (count, width).
  public var weight: Tensor { tensors.always("weight") }
  /// The row that stands for padding, whose vector is zeros; `nil` for none.
  public let paddingIndex: Int?

  public var argumentsText: String {
    "\(weight.shape[0]), \(weight.shape[1])" + (paddingIndex.map { ", padding_idx=\($0)" } ?? "")
  }

  /// A layer with a new `weight` of shape (count, width), standard normal, as PyTorch's.
  ///
  /// - Parameters:
  ///   - count: The number of vectors, 0 or more.
  ///   - width: The size of each, 0 or more.
  ///   - paddingIndex: A row to be zeros; as in PyTorch, negative ones count from the end.
  ///   - dtype: The type of the elements, a floating-point one.
  ///   - generator: Where random numbers come from.
  /// - Throws: `invalidArgument`, `unsupportedDType`, or `invalidShape` for sizes that overflow.
  public init(
    _ count: Int, _ width: Int, paddingIndex: Int? = nil, dtype: DType = .float32,
    using generator: Generator = .default
  ) throws(TensorInitError) {
    let kind = "embedding"
    try LayerArguments.require(kind, "count", count, in: 0 ... .max)
    try LayerArguments.require(kind, "width", width, in: 0 ... .max)
    var paddingRow: Int?
    if let paddingIndex {
      guard (-count..<count).contains(paddingIndex) else {
        throw TensorInitError.invalidArgument(
          argument: "paddingIndex", given: "\(paddingIndex)",
          expected: count == 0
            ? "none, since there are no vectors" : "an index in \(-count)..<\(count)"
        ).called(kind)
      }
      paddingRow = paddingIndex < 0 ? paddingIndex + count : paddingIndex
    }
    tensors = try LayerTensors(
      kind, [.parameter("weight", [count, width], .normal(), dtype: dtype)], using: generator)
    self.paddingIndex = paddingRow
    if let paddingRow {
      try tensors.parameters["weight"]?.initialize(.zeros, rows: [paddingRow])
    }
  }
}
