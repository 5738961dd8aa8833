/// Tensors of any shapes and dtypes in an order, reached by their positions.
///
/// ```swift
/// let tensors: TensorVector = [weight, bias]
/// try tensors.initialize(.uniform(), at: [1])
/// ```
///
/// It is a sequence and no collection, as a collection's subscript would trap where a position is out of
/// range.
public struct TensorVector {
  private var tensors: [Tensor]

  /// No tensors.
  public init() {
    tensors = []
  }

  /// These tensors, which share their elements with the vector.
  public init(_ tensors: some Sequence<Tensor>) {
    self.tensors = Array(tensors)
  }

  /// The number of tensors.
  public var count: Int { tensors.count }

  /// Whether there are no tensors.
  public var isEmpty: Bool { tensors.isEmpty }

  /// The positions that there are, 0..<``count``.
  public var indices: Range<Int> { tensors.indices }

  /// `nil` where there are no tensors.
  public var first: Tensor? { tensors.first }

  /// `nil` where there are no tensors.
  public var last: Tensor? { tensors.last }

  /// Adds a tensor at the end; its elements are shared.
  public mutating func append(_ tensor: Tensor) {
    tensors.append(tensor)
  }

  /// The tensor at a position; it shares its elements with this vector.
  ///
  /// - Throws: `invalidArgument` for a position outside `0..<count`.
  public subscript(position: Int) -> Tensor {
    get throws(TensorInitError) { try tensor(at: position) }
  }

  func tensor(at position: Int) throws(TensorInitError) -> Tensor {
    guard tensors.indices.contains(position) else {
      throw .invalidArgument(
        argument: "the position", given: "\(position)",
        expected: isEmpty
          ? "none, since the vector is empty" : "a position in 0..<\(count)")
    }
    return tensors[position]
  }
}

extension TensorVector: ExpressibleByArrayLiteral {
  public init(arrayLiteral tensors: Tensor...) {
    self.init(tensors)
  }
}

extension TensorVector: Sequence {
  public func makeIterator() -> IndexingIterator<[Tensor]> { tensors.makeIterator() }
}
