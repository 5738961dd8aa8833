public import TensorInit

/// Elements without end that are to be tested: the library's, or in tests of the tests ones with a defect.
public struct Source: Sendable {
  public let name: String
  public let dtype: DType
  private let write: @Sendable (UnsafeMutableRawPointer, Range<Int>) throws -> Void

  /// - Parameter write: Writes some elements one after the other to memory; it is called with ranges whose bounds are
  ///   multiples of 64, by several threads at once.
  public init(
    _ name: String, _ dtype: DType,
    write: @escaping @Sendable (UnsafeMutableRawPointer, Range<Int>) throws -> Void
  ) {
    self.name = name
    self.dtype = dtype
    self.write = write
  }

  /// The elements of a tensor that is as long as is asked for.
  public init(_ initializer: Initializer, _ dtype: DType, from origin: Origin) {
    self.init("\(initializer) \(dtype), \(origin.algorithm)", dtype) { memory, elements in
      let tensor = try Tensor(unsafeMemory: memory, shape: [elements.count], dtype: dtype)
      try tensor.initialize(
        initializer, asElements: elements, of: [1 << 55], using: origin.generator, threads: 1)
    }
  }

  /// Writes some elements, from a multiple of 64 on, one after the other to memory.
  public func fill(_ memory: UnsafeMutableRawPointer, _ elements: Range<Int>) throws {
    try write(memory, elements)
  }

  /// The same elements after `change`, which gets each part with where it lies.
  public func changed<Element: TensorElement>(
    _ change: @escaping @Sendable (UnsafeMutableBufferPointer<Element>, Range<Int>) -> Void
  ) -> Source {
    Source("changed " + name, dtype) { memory, elements in
      try write(memory, elements)
      change(
        UnsafeMutableBufferPointer(
          start: memory.assumingMemoryBound(to: Element.self), count: elements.count), elements)
    }
  }

  /// Other elements of the same place in the stream.
  public func shifted(by count: Int) -> Source {
    Source("\(name) from \(count) on", dtype) { memory, elements in
      try write(memory, elements.lowerBound + count..<elements.upperBound + count)
    }
  }
}

/// Where a generator starts.
public struct Origin: Sendable {
  public var algorithm: Generator.Algorithm
  public var seed: UInt64
  /// The names of streams that lie within each other.
  public var streams: [String] = []

  public init(algorithm: Generator.Algorithm = .standard, seed: UInt64, streams: [String] = []) {
    self.algorithm = algorithm
    self.seed = seed
    self.streams = streams
  }

  /// A generator that nothing was drawn from.
  public var generator: Generator {
    streams.reduce(Generator(algorithm: algorithm, seed: seed)) { $0.stream(named: $1) }
  }

  /// The same seed's stream of a name.
  public func stream(_ name: String) -> Origin {
    Origin(algorithm: algorithm, seed: seed, streams: streams + [name])
  }
}
