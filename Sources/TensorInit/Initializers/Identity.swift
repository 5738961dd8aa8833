/// The identity matrix times `gain`, which is where row and column are equal; else 0; also of rectangular matrices.
struct Identity: InitializerDefinition {
  var gain: GivenNumber = 1

  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> AnyFill {
    try require(shape, rankIn: 2...2, "2 dimensions")
    return .other(
      Units(
        groups: 1, groupStride: 0, unitsInGroup: min(shape[0], shape[1]), stride: shape[1] + 1,
        offset: 0, value: try gain.finiteElement(of: dtype, "gain")))
  }

  static let signature = Signature("eye", Identity(), .exactNumber("gain", \.gain, omitting: 1))
  var signature: Signature<Self> { Self.signature }
}

/// Zeros, with one value at regular places, the units.
struct Units: Fill {
  let groups: Int
  let groupStride: Int
  let unitsInGroup: Int
  let stride: Int
  let offset: Int
  let value: RepeatedValue

  var traits: FillTraits { FillTraits(isRandom: false, isDivisible: true) }

  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) throws(TensorInitError) {
    RepeatedValue(0, of: dtype).write(
      elements.count, of: dtype, to: destination, threads: threads)
    withUnsafePointer(to: value.pattern.littleEndian) { bits in
      for group in groups(within: elements) {
        let start = group * groupStride + offset
        for unit in units(from: start, within: elements) {
          let position = start + unit * stride
          (destination + (position - elements.lowerBound) * dtype.byteCount)
            .copyMemory(from: bits, byteCount: dtype.byteCount)
        }
      }
    }
  }

  /// The groups that some elements belong to.
  private func groups(within elements: Range<Int>) -> Range<Int> {
    guard groupStride > 0 else { return 0..<min(groups, 1) }
    let end = (elements.upperBound + groupStride - 1) / groupStride
    return elements.lowerBound / groupStride..<end
  }

  /// Which of a group's units, the first of them at `start`, are among some elements.
  private func units(from start: Int, within elements: Range<Int>) -> Range<Int> {
    func count(before end: Int) -> Int {
      end <= start ? 0 : min(unitsInGroup, (end - start - 1) / stride + 1)
    }
    return count(before: elements.lowerBound)..<count(before: elements.upperBound)
  }
}

extension Initializer {
  /// The identity matrix, of any dtype: 1 where row and column are equal, else 0.
  ///
  /// The tensor has 2 dimensions, of any sizes.
  public static var eye: Initializer { eye(gain: 1) }

  /// The identity matrix times a gain, of any dtype: `gain` where row and column are equal, else 0
  /// (Keras's `Identity`; of recurrent weights, Le, Jaitly and Hinton, 2015).
  ///
  /// The tensor has 2 dimensions, of any sizes.
  ///
  /// - Parameter gain: A finite number that the tensor's dtype holds: of an integer dtype an integer in its range.
  public static func eye(gain: Double) -> Initializer {
    Initializer(Identity(gain: GivenNumber(gain)))
  }
}
