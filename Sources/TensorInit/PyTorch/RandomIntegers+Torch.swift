extension RandomIntegers: TorchDistribution {
  /// `low + word mod (high - low)`, with a word of 64 bits where high - low is 2^28 or more, else of 32;
  /// so some integers are a little likelier than others.
  ///
  /// Without bounds the word is of 64 bits for 64-bit dtypes only; without `high`, `low == Int64.min`
  /// gives all 64 bits. Bounds beyond the integers that a floating-point dtype holds exactly are moved
  /// inwards to ones that it holds.
  func torchSampler(for dtype: DType) throws(TensorInitError) -> any TorchSampler {
    let largest = dtype.exactIntegers.upperBound
    if low == nil, high == nil {
      let count = UInt64(largest) + 1
      return TorchRandom(low: 0, count: count, isWide: dtype.byteCount == 8, dtype: dtype)
    }
    if low == .min, high == nil {
      guard [.int64, .float64, .float32, .bfloat16].contains(dtype) else {
        throw .unsupportedDType(
          given: "\(dtype)",
          expected: "int64, float64, float32 or bfloat16 for all 64 bits of a word")
      }
      return TorchRandom(low: 0, count: nil, isWide: true, dtype: dtype)
    }
    var low = low ?? 0
    if let high { try checkOrder(low, high) }
    var last = high.map { $0 - 1 } ?? largest
    if dtype.isFloatingPoint {
      if low < .max { low = dtype.torchRandomLow(low) }
      if let high { last = dtype.torchRandomHigh(high) - 1 }
      try checkOrder(low, last + 1)
    }
    // Floating-point dtypes take all that they hold, exactly or not.
    for (argument, value) in [("low", low), ("high - 1", last)] {
      let isHeld =
        dtype.isFloatingPoint
        ? Double(value).magnitude <= dtype.largestFinite : dtype.exactIntegers.contains(value)
      guard isHeld else {
        throw .invalidArgument(
          argument: argument, given: "\(value)",
          expected: "a number that \(dtype) holds")
      }
    }
    let count = UInt64(bitPattern: last) &- UInt64(bitPattern: low) &+ 1
    return TorchRandom(low: low, count: count, isWide: count >= 1 << 28, dtype: dtype)
  }

  private func checkOrder(_ low: Int64, _ high: Int64) throws(TensorInitError) {
    guard low < high else {
      throw .invalidArgument(
        argument: "low", given: "\(low)", expected: "less than high, \(high)")
    }
  }
}

struct TorchRandom: TorchSampler {
  let low: Int64
  /// How many integers there are; `nil` for 2^64.
  let count: UInt64?
  /// Whether a word is of 64 bits.
  let isWide: Bool
  let dtype: DType

  func write(_ count: Int, to destination: UnsafeMutableRawPointer, from engine: TorchEngine) {
    func write<Element: TorchElement>(_: Element.Type) {
      let elements = destination.assumingMemoryBound(to: Element.self)
      for i in 0..<count { elements[i] = Element(casting: draw(engine)) }
    }
    write(dtype.torchElementType)
  }

  @inline(__always)
  private func draw(_ engine: TorchEngine) -> Int64 {
    let word = isWide ? engine.twister.next64() : UInt64(engine.twister.next32())
    guard let count else { return Int64(bitPattern: word) }
    return Int64(bitPattern: word % count) &+ low
  }
}

extension DType {
  /// The smallest number from `low` on that a floating-point dtype holds, as PyTorch finds it.
  fileprivate func torchRandomLow(_ low: Int64) -> Int64 {
    let next = held(low + 1)
    return next < low ? next &+ spacing(at: low + 1) : low
  }

  /// A bound at most `high` below which a floating-point dtype's roundings stay, as PyTorch finds it.
  fileprivate func torchRandomHigh(_ high: Int64) -> Int64 {
    let previous = held(high - 1)
    return previous >= high ? previous &- spacing(at: high - 1) : high
  }

  /// The integer that C++ makes of a number of the dtype that it made of an integer; out of range, it is
  /// the smallest.
  private func held(_ integer: Int64) -> Int64 {
    func held<Element: TorchElement>(_: Element.Type) -> Int64 {
      Int64(exactly: Element(casting: integer).doubleValue) ?? .min
    }
    return held(torchElementType)
  }

  /// The distance between neighbouring numbers of the dtype of an integer's magnitude.
  private func spacing(at integer: Int64) -> Int64 {
    let digits = exactIntegers.upperBound.trailingZeroBitCount
    let exponent = 63 - integer.magnitude.leadingZeroBitCount
    return 1 << max(0, exponent - digits + 1)
  }
}
