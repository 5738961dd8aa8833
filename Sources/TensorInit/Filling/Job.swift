/// What a call asks for one tensor: how it is initialized, which of its elements are wanted, and where.
struct Job {
  let initializer: Initializer
  /// The shape of the whole tensor.
  let shape: Shape
  let dtype: DType
  /// The number of the whole tensor's elements, the product of `shape`.
  let count: Int
  /// The elements that are wanted.
  var region: RegionRuns
  var destination: Destination
  let place: Place

  /// - Parameter region: The elements that are wanted; `nil` for all.
  init(
    _ initializer: Initializer, shape: Shape, dtype: DType, count: Int, region: RegionRuns? = nil,
    to destination: Destination, place: Place = .only
  ) {
    self.initializer = initializer
    self.shape = shape
    self.dtype = dtype
    self.count = count
    self.region = region ?? RegionRuns(0..<count)
    self.destination = destination
    self.place = place
  }

  /// - Throws: `invalidShape` where there is no tensor of this shape.
  init(_ initializer: Initializer, _ spec: TensorSpec, to sink: any Sink, place: Place)
    throws(TensorInitError)
  {
    self.init(
      initializer, shape: spec.shape, dtype: spec.dtype,
      count: try spec.shape.elementCount(of: spec.dtype),
      to: .sink(sink), place: place)
  }

  init(_ initializer: Initializer, _ tensor: Tensor, place: Place) {
    self.init(
      initializer, shape: tensor.shape, dtype: tensor.dtype, count: tensor.count,
      to: .memory(tensor.baseAddress), place: place)
  }
}

extension Job {
  /// Where the wanted elements go, in row-major order.
  enum Destination {
    /// One after the other.
    case memory(UnsafeMutableRawPointer)
    /// To places that a layout tells, from that of the first on.
    case strided(UnsafeMutableRawPointer, StridedLayout)
    case sink(any Sink)
  }

  /// Something that takes the bytes of a tensor's elements, such as a file.
  protocol Sink {
    /// Whether it takes parts in any order, from any thread; else it takes all at once.
    var allowsParts: Bool { get }
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(TensorInitError)
  }

  /// Which of a call's tensors one is.
  enum Place {
    /// The only one.
    case only
    case row(Int)
    case position(Int)
    /// That of a new layer of some kind.
    case layer(String, parameter: String)
    /// That of a name, which draws from the streams of its name within the generator's: from another one each
    /// time.
    case name(String)

    var streamName: String? {
      if case .name(let name) = self { name } else { nil }
    }

    /// A fault of the tensor, with its place.
    func naming(_ fault: TensorInitError) -> TensorInitError {
      label.map { .inTensor($0, fault) } ?? fault
    }

    /// What errors call the tensor; there is no need to tell the only one from others.
    private var label: String? {
      switch self {
      case .only: nil
      case .row(let row): "row \(row)"
      case .position(let position): "tensor \(position)"
      case .layer(let kind, let name): "\(kind): '\(name)'"
      case .name(let name): "'\(name)'"
      }
    }
  }
}
