/// What a call asks for one of several tensors.
protocol Request: SendableMetatype {
  var initializer: Initializer { get }
  var shape: Shape { get }
  var dtype: DType { get }
  /// The number of elements, the product of `shape`.
  var count: Int { get }
  /// Which of the call's tensors this is.
  var place: RequestPlace { get }
  /// Whether threads may write it part by part, in any order.
  var allowsParts: Bool { get }
}

/// Which of a call's tensors one is.
enum RequestPlace {
  /// The only one.
  case only
  case row(Int)
  case position(Int)
  /// That of a new layer of some kind.
  case layer(String, parameter: String)
  /// That of a name, which draws from the stream of its name within the generator's.
  case name(String)

  var streamName: String? {
    if case .name(let name) = self { name } else { nil }
  }

  /// What errors call the tensor; there is no need to tell the only one from others.
  var label: String? {
    switch self {
    case .only: nil
    case .row(let row): "row \(row)"
    case .position(let position): "tensor \(position)"
    case .layer(let kind, let name): "\(kind): '\(name)'"
    case .name(let name): "'\(name)'"
    }
  }
}

/// How each of a call's tensors is to be filled; all that is left is to write them.
struct RequestedFills<Tensor: Request> {
  let requests: [Tensor]
  fileprivate let fills: [Fill]
  fileprivate let draws: [Draws]

  var indices: Range<Int> { requests.indices }

  /// Writes the given elements of one tensor to `destination`.
  func write(
    _ elements: Range<Int>, of tensor: Int, to destination: UnsafeMutableRawPointer, threads: Int
  ) throws(TensorInitError) {
    try fills[tensor].write(
      elements, to: destination, dtype: requests[tensor].dtype, draws: draws[tensor],
      threads: threads)
  }

  /// Writes all elements of one tensor.
  func write(
    all tensor: Int, to destination: UnsafeMutableRawPointer, threads: Int
  ) throws(TensorInitError) {
    let count = requests[tensor].count
    guard count > 0 else { return }
    try write(0..<count, of: tensor, to: destination, threads: threads)
  }
}

extension Request {
  /// Decides how each tensor is filled, takes the draws of all, and hands both to `write`.
  ///
  /// Everything that can be wrong with any of them is found before the generator moves on.
  static func withFills(
    for requests: [Self], using generator: Generator,
    _ write: (RequestedFills<Self>) throws(TensorInitError) -> Void
  ) throws(TensorInitError) {
    var fills: [Fill] = []
    var demands: [Generator.Demand] = []
    fills.reserveCapacity(requests.count)
    demands.reserveCapacity(requests.count)
    for request in requests {
      let fill = try request.fill(from: generator.algorithm)
      demands.append(
        Generator.Demand(
          count: fill.isRandom ? request.count : 0, streamName: request.place.streamName))
      fills.append(fill)
    }
    try generator.withDraws(for: demands) { draws throws(TensorInitError) in
      try write(RequestedFills(requests: requests, fills: fills, draws: draws))
    }
  }

  private func fill(from algorithm: Generator.Algorithm) throws(TensorInitError) -> Fill {
    do throws(TensorInitError) {
      return try initializer.fill(for: shape, dtype, from: algorithm)
    } catch {
      throw place.label.map { .inTensor($0, error) } ?? error
    }
  }
}

// MARK: - What threads may share

extension RequestedFills {
  /// Whether other threads may write other tensors meanwhile, before or after it.
  func canBeShared(_ tensor: Int) -> Bool {
    guard requests[tensor].allowsParts else { return false }
    switch fills[tensor] {
    case .constant, .integer, .drawn: return true
    case .sequential: return false
    case .structured(let fill):
      // A larger one is worth several threads of its own.
      return requests[tensor].count <= 2 * Threads.smallestPart
        && !(fill.isRandom && draws[tensor].isSequence)
    }
  }

  /// Whether any elements can be written without the others, at no more than their share of the work.
  func isElementwise(_ tensor: Int) -> Bool {
    switch fills[tensor] {
    case .constant, .integer, .drawn: true
    case .sequential, .structured: false
    }
  }

  func usesOpenBLAS(_ tensor: Int) -> Bool {
    if case .structured(let fill) = fills[tensor] { fill.usesOpenBLAS } else { false }
  }

  /// About how much work a tensor is, in elements that are drawn by themselves.
  func work(on tensor: Int) -> Int {
    let perElement =
      if case .structured(let fill) = fills[tensor] { fill.workPerElement } else { 1 }
    return Int(CountedDraws.positions(for: requests[tensor].count)) * perElement
  }
}
