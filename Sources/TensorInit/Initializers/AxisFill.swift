/// Values that depend on an element's index along one axis alone, or on its place within a trailing block.
struct AxisFill<Values: AxisValues>: Fill {
  let values: Values
  /// The number of indices.
  let count: Int
  /// How many elements that follow one another have one index.
  let width: Int

  var traits: FillTraits { FillTraits(isRandom: false, isDivisible: true) }

  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) {
    Threads.split(elements, of: dtype.byteCount, to: destination, over: threads) { part, place in
      write(part, to: place, dtype: dtype)
    }
  }

  /// Makes as many elements as have all indices; the others are copies of them.
  private func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType
  ) {
    guard !elements.isEmpty else { return }
    let size = dtype.byteCount
    let period = count * width
    let made = min(elements.count, period)
    let start = elements.lowerBound % period
    let first = start..<min(start + made, period)
    make(first, at: destination, dtype: dtype)
    make(0..<made - first.count, at: destination + first.count * size, dtype: dtype)
    var written = made
    // The first of them once more, so many that copying them is fast and they stay in a cache.
    var copied = made
    while written < elements.count {
      let length = min(copied, elements.count - written)
      (destination + written * size).copyMemory(from: destination, byteCount: length * size)
      written += length
      if copied * size < 1 << 15 { copied = written }
    }
  }

  /// Makes the elements of some places within a period.
  private func make(
    _ places: Range<Int>, at destination: UnsafeMutableRawPointer, dtype: DType
  ) {
    guard width > 1 else { return values.write(places, to: destination, dtype: dtype) }
    let size = dtype.byteCount
    let atOnce = 256
    withUnsafeTemporaryAllocation(byteCount: atOnce * size, alignment: 64) { buffer in
      guard let elements = buffer.baseAddress else { return }
      var place = places.lowerBound
      while place < places.upperBound {
        let first = place / width
        let indices = first..<min(first + atOnce, (places.upperBound - 1) / width + 1)
        values.write(indices, to: elements, dtype: dtype)
        for index in indices {
          let end = min((index + 1) * width, places.upperBound)
          var bits: UInt64 = 0
          withUnsafeMutableBytes(of: &bits) {
            $0.copyMemory(
              from: UnsafeRawBufferPointer(start: elements + (index - first) * size, count: size))
          }
          Repetition(of: UInt64(littleEndian: bits), size: size, count: end - place)
            .write(end - place, to: destination + (place - places.lowerBound) * size)
          place = end
        }
      }
    }
  }
}

/// A value for each index.
protocol AxisValues: Sendable {
  /// Writes the elements of indices that follow one another.
  func write(_ indices: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType)
}

/// A number for each index, which is rounded once to a floating-point dtype.
struct RoundedNumbers<Numbers: IndexedNumbers>: AxisValues {
  let numbers: Numbers
  let set: InstructionSet

  init(_ numbers: Numbers) throws(TensorInitError) {
    self.numbers = numbers
    set = try InstructionSet.current.get()
  }

  func write(_ indices: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType) {
    let atOnce = 256
    withUnsafeTemporaryAllocation(of: Double.self, capacity: atOnce) { buffer in
      guard let made = buffer.baseAddress else { return }
      for start in stride(from: indices.lowerBound, to: indices.upperBound, by: atOnce) {
        let count = min(atOnce, indices.upperBound - start)
        for place in 0..<count { made[place] = numbers[start + place] }
        set.round(
          made, count, as: dtype,
          to: destination + (start - indices.lowerBound) * dtype.byteCount)
      }
    }
  }
}

/// A finite number for each index.
protocol IndexedNumbers: Sendable {
  subscript(index: Int) -> Double { get }
}
