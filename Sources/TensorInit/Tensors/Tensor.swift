/// An array of numbers of one dtype in any number of dimensions, contiguous and row-major.
///
/// A tensor is a handle on shared storage: its copies and the views that ``subscript(_:)`` gives
/// have the same elements, so that writing to one is seen through the others.
///
/// ```swift
/// let weight = try Tensor(zeros: [3, 4])
/// try weight.initialize(.normal(std: 0.02))
/// ```
///
/// ## Tasks, actors and threads
///
/// As its elements are shared memory that nothing locks, a tensor is not `Sendable`, nor is what holds tensors: a
/// dictionary, a vector, a module. It crosses from one task or actor to another in two ways, which Swift 6 checks:
///
/// - It moves. What was made here and is not used here afterwards may go into a `Task`, to an actor's `sending` parameter
///   or back as a `sending` result: a new tensor, a module, a dictionary that was read from a file.
/// - A copy moves: ``copy()`` has memory of its own.
///
/// ```swift
/// actor Store {
///   private var weights: [Tensor] = []
///   func add(_ weight: sending Tensor) { weights.append(weight) }
///   func weight(_ index: Int) throws -> sending Tensor { try weights[index].copy() }
/// }
/// let store = Store()
/// await store.add(try Tensor(shape: [64, 32], .xavierNormal()))
/// ```
/// A `Task`'s value and the results of a task group have to be `Sendable`: there, an `async` function with a `sending`
/// result, or an actor that takes the tensors, stands in for them.
///
/// Of code that shares elements past the compiler, by `nonisolated(unsafe)` or from C, this is promised: to read elements
/// from several threads is fine as long as none writes them, and so is to write different elements; all else is a race.
/// ``initialize(_:using:threads:)`` and the like use threads of their own, all of which have ended when the call returns.
public struct Tensor {
  /// The sizes of the dimensions, outermost first; empty for a scalar.
  public let shape: Shape
  /// The type of the elements.
  public let dtype: DType
  /// The number of elements, the product of ``shape``.
  public let count: Int

  private let storage: Storage
  private let byteOffset: Int

  init(shape: Shape, dtype: DType, count: Int, storage: Storage, byteOffset: Int) {
    self.shape = shape
    self.dtype = dtype
    self.count = count
    self.storage = storage
    self.byteOffset = byteOffset
  }

  /// A tensor whose elements are undefined until they are written.
  package init(
    uninitialized shape: Shape, dtype: DType = .float32
  ) throws(TensorInitError) {
    let count = try shape.elementCount(of: dtype)
    self.init(
      shape: shape, dtype: dtype, count: count,
      storage: try Storage(byteCount: count * dtype.byteCount), byteOffset: 0)
  }

  /// A tensor of zeros.
  ///
  /// - Parameters:
  ///   - shape: The sizes of the dimensions, each 0 or more; `[]` makes a scalar.
  ///   - dtype: The type of the elements.
  /// - Throws: `invalidShape` where a size is negative or the size in bytes overflows,
  ///   `outOfMemory` where the memory can't be had.
  public init(zeros shape: Shape, dtype: DType = .float32) throws(TensorInitError) {
    try self.init(uninitialized: shape, dtype: dtype)
    baseAddress.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
  }

  /// A tensor of these elements in row-major order.
  ///
  /// - Parameters:
  ///   - elements: The elements; their type decides the dtype.
  ///   - shape: The sizes of the dimensions; `nil` makes one dimension.
  /// - Throws: `invalidShape` where `shape` has another number of elements.
  public init<Element: TensorElement>(
    _ elements: [Element], shape: Shape? = nil
  ) throws(TensorInitError) {
    let shape = shape ?? [elements.count]
    let count = try shape.elementCount(of: Element.dtype)
    guard count == elements.count else {
      throw .invalidShape(
        given: "\(shape)",
        expected: "a shape of \(Names.counted(elements.count, "element"))")
    }
    try self.init(uninitialized: shape, dtype: Element.dtype)
    elements.withUnsafeBytes { source in
      UnsafeMutableRawBufferPointer(start: baseAddress, count: byteCount).copyMemory(from: source)
    }
  }

  /// The size of all elements in bytes.
  public var byteCount: Int { count * dtype.byteCount }

  /// The number of dimensions.
  public var rank: Int { shape.count }

  var baseAddress: UnsafeMutableRawPointer { storage.base + byteOffset }

  /// The part of this tensor at `index` along dimension 0, of one dimension less.
  ///
  /// It shares this tensor's elements.
  ///
  /// - Throws: `invalidShape` for a scalar, `invalidArgument` for an index outside `0..<shape[0]`.
  public subscript(index: Int) -> Tensor {
    get throws(TensorInitError) {
      try part(at: index, called: "index")
    }
  }

  /// - Parameter name: What errors call the index.
  func part(at index: Int, called name: String) throws(TensorInitError) -> Tensor {
    guard let size = shape.first else {
      throw .invalidShape(given: "\(shape)", expected: "at least 1 dimension")
    }
    guard index >= 0, index < size else {
      throw .invalidArgument(
        argument: name, given: "\(index)",
        expected: size == 0
          ? "none, since dimension 0 has size 0" : "an index in 0..<\(size)")
    }
    let part = count / size
    return view(of: part, from: index * part, as: Shape(shape.dropFirst()))
  }

  /// Some of the elements, which it shares, in a shape of so many.
  func view(of count: Int, from first: Int = 0, as shape: Shape) -> Tensor {
    Tensor(
      shape: shape, dtype: dtype, count: count, storage: storage,
      byteOffset: byteOffset + first * dtype.byteCount)
  }
}
