/// The values that a tensor has in a file, of this shape, of the same dtype or rounded to another floating-point one.
struct StoredValues: ComposedInitializer {
  let reader: CheckpointReader?
  let tensor: StoredTensor?
  /// What tells the values from others, by which plans of other values are known.
  var sample = ""

  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    guard let reader, let tensor else {
      throw .invalidArgument(argument: "file", given: "missing", expected: "a tensor of a file")
    }
    let stored = try tensor.spec
    guard stored.shape == shape else {
      throw .invalidShape(given: "\(shape)", expected: "\(stored.shape), that of the file")
    }
    guard stored.dtype == dtype || stored.dtype.isFloatingPoint && dtype.isFloatingPoint else {
      throw .unsupportedDType(
        given: "\(dtype)",
        expected: stored.dtype.isFloatingPoint
          ? "a floating-point one, to which those of the file are rounded"
          : "\(stored.dtype), that of the file")
    }
    return .other(StoredFill(reader: reader, tensor: tensor, stored: stored.dtype))
  }

  static let signature = Signature(
    "stored", StoredValues(reader: nil, tensor: nil),
    Parameter("file") { _, _ throws(TensorInitError) in
      throw .invalidArgument(
        argument: "file", given: "an expression", expected: "the key 'from' of a recipe")
    } text: { value in
      // Wherever it is, and from wherever it is called.
      value.tensor.map { PathParts($0.path).name }
    },
    Parameter("dtype") { _, _ in
    } text: { value in
      value.tensor?.dtype?.description
    },
    Parameter("sample") { _, _ in
    } text: { value in
      value.sample
    })
  var signature: Signature<Self> { Self.signature }
}

/// Elements that are read from a file.
struct StoredFill: Fill {
  let reader: CheckpointReader
  let tensor: StoredTensor
  /// The dtype in the file.
  let stored: DType

  var traits: FillTraits { FillTraits(isRandom: false, isDivisible: true, workPerElement: 4) }

  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) throws(TensorInitError) {
    guard threads == 1 else {
      return try makeInParts(
        RegionRuns(elements), to: destination, dtype: dtype, draws: draws, threads: threads)
    }
    guard stored != dtype, !elements.isEmpty else {
      return try read(elements, to: destination)
    }
    let room = min(elements.count, Self.convertedAtOnce)
    let buffer = try Storage(byteCount: room * stored.byteCount)
    for first in stride(from: elements.lowerBound, to: elements.upperBound, by: room) {
      let part = first..<min(first + room, elements.upperBound)
      let place = destination + (first - elements.lowerBound) * dtype.byteCount
      try read(part, to: buffer.base)
      ElementConversion(from: stored, to: dtype)
        .convert(buffer.base, to: place, count: part.count)
      try requireFinite(part, from: buffer.base, in: place, dtype)
    }
    withExtendedLifetime(buffer) {}
  }

  /// So few that they stay in a cache.
  private static let convertedAtOnce = 1 << 14

  private func read(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer
  ) throws(TensorInitError) {
    let bytes = UnsafeMutableRawBufferPointer(
      start: destination, count: elements.count * stored.byteCount)
    try reader.read(elements, of: tensor, into: bytes)
  }

  /// - Throws: `fileFailure` where rounding made an infinity of a number.
  private func requireFinite(
    _ elements: Range<Int>, from source: UnsafeRawPointer, in rounded: UnsafeRawPointer,
    _ dtype: DType
  ) throws(TensorInitError) {
    // Only a dtype of a smaller range has any.
    guard dtype.largestFinite < stored.largestFinite else { return }
    for index in 0..<elements.count where dtype.isInfinity(index, of: rounded) {
      let size = stored.byteCount
      let value = stored.number(
        UnsafeRawBufferPointer(start: source + index * size, count: size))
      guard value.isInfinite else {
        throw .fileFailure(
          path: tensor.path, operation: "round to \(dtype)",
          reason:
            "element \(elements.lowerBound + index) of '\(tensor.name)' is \(value), beyond its largest"
        )
      }
    }
  }
}

extension DType {
  /// Whether an element of a floating-point dtype is infinite.
  fileprivate func isInfinity(_ index: Int, of elements: UnsafeRawPointer) -> Bool {
    switch self {
    case .float32: elements.load(fromByteOffset: 4 * index, as: Float.self).isInfinite
    case .float16: elements.load(fromByteOffset: 2 * index, as: UInt16.self) & 0x7fff == 0x7c00
    case .bfloat16: elements.load(fromByteOffset: 2 * index, as: UInt16.self) & 0x7fff == 0x7f80
    default: elements.load(fromByteOffset: 8 * index, as: Double.self).isInfinite
    }
  }
}

extension Initializer {
  /// The values that a tensor has in a file, read when they are needed.
  ///
  /// It is for tensors of the shape that it has there, and of its dtype, or of another floating-point one, to which the
  /// values are rounded; an infinity that this makes of a number is an error, found by the work.
  ///
  /// - Throws: `fileFailure` where the file can't be read.
  package static func stored(
    _ tensor: StoredTensor, in reader: CheckpointReader
  ) throws(TensorInitError) -> Initializer {
    Initializer(
      StoredValues(reader: reader, tensor: tensor, sample: try reader.sample(of: tensor)))
  }
}

extension CheckpointReader {
  /// 16 hexadecimal digits of SHA-256 of bytes from all over a tensor, which other values have otherwise: those of a
  /// model after another step of training, say.
  fileprivate func sample(of tensor: StoredTensor) throws(TensorInitError) -> String {
    let count = tensor.byteCount
    // Small tensors, of which a file may have very many, are read at once.
    let (pieces, length) = count <= 2048 ? (1, count) : (32, 64)
    var digest = SHA256()
    digest.append(UInt64(count).littleEndianBytes)
    let piece = try Storage(byteCount: length)
    let bytes = UnsafeMutableRawBufferPointer(start: piece.base, count: length)
    for number in 0..<pieces {
      let start = number == 0 ? 0 : (count - length) / (pieces - 1) * number
      try read(bytes: start..<start + length, of: tensor, into: bytes)
      digest.append(bytes)
    }
    withExtendedLifetime(piece) {}
    return String(digest.hexadecimal().prefix(16))
  }
}
