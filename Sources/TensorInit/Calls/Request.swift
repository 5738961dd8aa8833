/// What a call asks for one of several tensors.
struct Request {
  let initializer: Initializer
  let shape: Shape
  let dtype: DType
  /// The number of elements, the product of `shape`.
  let count: Int
  let place: Place

  /// Which of a call's tensors one is.
  enum Place {
    /// The only one.
    case only
    case row(Int)
    case position(Int)
    /// That of a new layer of some kind.
    case layer(String, parameter: String)
    /// That of a name, which draws from the stream of its name within the generator's.
    case name(String)
  }
}

extension Request {
  /// Decides how each tensor is filled, takes the draws of all, and hands both to `write`.
  ///
  /// Everything that can be wrong with any of them is found before the generator moves on.
  static func withFills(
    for requests: [Request], using generator: Generator,
    _ write: ([RequestedFill]) throws(TensorInitError) -> Void
  ) throws(TensorInitError) {
    var fills: [Fill] = []
    fills.reserveCapacity(requests.count)
    for request in requests { fills.append(try request.fill(from: generator.algorithm)) }
    let demands = zip(requests, fills).map { request, fill in
      Generator.Demand(
        count: fill.isRandom ? request.count : 0, streamName: request.place.streamName)
    }
    try generator.withDraws(for: demands) { draws throws(TensorInitError) in
      try write(
        requests.indices.map { index in
          RequestedFill(
            fill: fills[index], draws: draws[index], dtype: requests[index].dtype,
            count: requests[index].count)
        })
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

extension Request.Place {
  fileprivate var streamName: String? {
    if case .name(let name) = self { name } else { nil }
  }

  /// What errors call the tensor; there is no need to tell the only one from others.
  fileprivate var label: String? {
    switch self {
    case .only: nil
    case .row(let row): "row \(row)"
    case .position(let position): "tensor \(position)"
    case .layer(let kind, let name): "\(kind): '\(name)'"
    case .name(let name): "'\(name)'"
    }
  }
}

/// How one of a call's tensors is to be filled; all that is left is to write it.
struct RequestedFill {
  let fill: Fill
  let draws: Draws
  let dtype: DType
  let count: Int

  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, threads: Int
  ) throws(TensorInitError) {
    try fill.write(elements, to: destination, dtype: dtype, draws: draws, threads: threads)
  }
}
