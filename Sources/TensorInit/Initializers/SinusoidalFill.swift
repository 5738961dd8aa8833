/// The angles from one position to the next, in turns: base^(-j / steps) / (2 pi).
struct Angles: Sendable {
  let powers: FractionalPowers
  /// How many there are.
  let count: Int
  let steps: Int

  func write(
    _ indices: Range<Int>, to high: UnsafeMutablePointer<Double>,
    _ low: UnsafeMutablePointer<Double>
  ) {
    for index in indices {
      let place = index - indices.lowerBound
      (high[place], low[place]) = powers.turns(index, of: steps)
    }
  }
}

/// Sinusoidal positions whose angles are made with the elements, and with all of them before where that pays.
struct SinusoidalFill: Fill {
  let angles: Angles
  let layout: SinusoidalLayout
  let set: InstructionSet

  var traits: FillTraits { FillTraits(isRandom: false, isDivisible: false, workPerElement: 4) }

  /// A table of angles is worth its room up to so many.
  private static let largestTable = 1 << 20

  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) {
    let isSmall = elements.count < angles.count || angles.count > Self.largestTable
    writer(tabulated: !isSmall).write(
      elements, to: destination, dtype: dtype, draws: draws, threads: threads)
  }

  func prepared(draws: Draws, threads: Int) throws(TensorInitError) -> AnyFill? {
    .other(writer(tabulated: angles.count <= Self.largestTable))
  }

  private func writer(tabulated: Bool) -> SinusoidalWriter {
    var high: [Double] = []
    var low: [Double] = []
    if tabulated {
      high = Array(repeating: 0, count: angles.count)
      low = high
      high.withUnsafeMutableBufferPointer { high in
        low.withUnsafeMutableBufferPointer { low in
          guard let high = high.baseAddress, let low = low.baseAddress else { return }
          angles.write(0..<angles.count, to: high, low)
        }
      }
    }
    return SinusoidalWriter(angles: angles, layout: layout, set: set, high: high, low: low)
  }
}

private struct SinusoidalWriter: Fill {
  let angles: Angles
  let layout: SinusoidalLayout
  let set: InstructionSet
  /// All angles, or nothing.
  let high: [Double]
  let low: [Double]

  var traits: FillTraits { FillTraits(isRandom: false, isDivisible: true, workPerElement: 4) }

  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) {
    Threads.split(elements, of: dtype.byteCount, to: destination, over: threads) { part, place in
      write(part, to: place, dtype: dtype)
    }
  }

  /// How many angles are worked on at once.
  private static let anglesAtOnce = 256

  private func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType
  ) {
    let channels = 2 * angles.count
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 6 * Self.anglesAtOnce) { buffer in
      guard let room = buffer.baseAddress else { return }
      var element = elements.lowerBound
      while element < elements.upperBound {
        let (position, channel) = element.quotientAndRemainder(dividingBy: channels)
        let end = min(channels, channel + elements.upperBound - element)
        write(
          channel..<end, at: Double(position),
          to: destination + (element - elements.lowerBound) * dtype.byteCount, dtype: dtype,
          room: room)
        element += end - channel
      }
    }
  }

  /// Writes some channels of a row.
  private func write(
    _ channels: Range<Int>, at position: Double, to destination: UnsafeMutableRawPointer,
    dtype: DType, room: UnsafeMutablePointer<Double>
  ) {
    let atOnce = Self.anglesAtOnce
    let (sines, cosines, made) = (room, room + atOnce, room + 2 * atOnce)
    let indices = indices(of: channels)
    for start in stride(from: indices.lowerBound, to: indices.upperBound, by: atOnce) {
      let some = start..<min(start + atOnce, indices.upperBound)
      withAngles(some, room: room + 4 * atOnce) { high, low in
        set.sinusoids(
          of: position, high: high, low: low, some.count, sines: sines, cosines: cosines)
      }
      func put(_ numbers: UnsafeMutablePointer<Double>, _ places: Range<Int>) {
        let own = places.clamped(to: channels)
        set.round(
          numbers + (own.lowerBound - places.lowerBound), own.count, as: dtype,
          to: destination + (own.lowerBound - channels.lowerBound) * dtype.byteCount)
      }
      switch layout {
      case .interleaved:
        for place in 0..<some.count {
          made[2 * place] = sines[place]
          made[2 * place + 1] = cosines[place]
        }
        put(made, 2 * some.lowerBound..<2 * some.upperBound)
      case .sinesThenCosines:
        put(sines, some)
        put(cosines, angles.count + some.lowerBound..<angles.count + some.upperBound)
      }
    }
  }

  /// The angles that some channels are of, and those between them.
  private func indices(of channels: Range<Int>) -> Range<Int> {
    let count = angles.count
    switch layout {
    case .interleaved:
      return channels.lowerBound / 2..<(channels.upperBound + 1) / 2
    case .sinesThenCosines:
      if channels.upperBound <= count { return channels }
      if channels.lowerBound >= count {
        return channels.lowerBound - count..<channels.upperBound - count
      }
      return 0..<count
    }
  }

  private func withAngles(
    _ indices: Range<Int>, room: UnsafeMutablePointer<Double>,
    _ body: (UnsafePointer<Double>, UnsafePointer<Double>) -> Void
  ) {
    guard self.high.isEmpty else {
      return self.high.withUnsafeBufferPointer { high in
        self.low.withUnsafeBufferPointer { low in
          guard let high = high.baseAddress, let low = low.baseAddress else { return }
          body(high + indices.lowerBound, low + indices.lowerBound)
        }
      }
    }
    let low = room + Self.anglesAtOnce
    angles.write(indices, to: room, low)
    body(room, low)
  }
}
