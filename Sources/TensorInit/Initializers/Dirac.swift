/// The Dirac delta function: convolution weights that pass their input channels on unchanged.
///
/// Of a weight of shape (out, in, kernel...), each of `groups` equal parts of dimension 0 has `gain` at
/// (d, d, centre) for d below both of its sizes, with the centre of a kernel of size k at k / 2,
/// rounded down. All else is 0.
struct Dirac: InitializerDefinition {
  var groups = 1
  var gain: GivenNumber = 1

  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> AnyFill {
    try require(shape, rankIn: 3...5, "3, 4 or 5 dimensions")
    guard groups >= 1 else {
      throw .invalidArgument(
        argument: "groups", given: "\(groups)", expected: "a number of 1 or more")
    }
    guard shape[0] % groups == 0 else {
      throw .invalidArgument(
        argument: "groups", given: "\(groups)",
        expected: "a divisor of dimension 0, which has size \(shape[0])")
    }
    let outputs = shape[0] / groups
    let kernel = shape.dropFirst(2)
    let kernelSize = kernel.reduce(1, *)
    let isEmpty = shape.contains(0)
    return .other(
      Units(
        groups: groups, groupStride: outputs * shape[1] * kernelSize,
        unitsInGroup: isEmpty ? 0 : min(outputs, shape[1]), stride: (shape[1] + 1) * kernelSize,
        offset: kernel.reduce(0) { $0 * $1 + $1 / 2 },
        value: try gain.finiteElement(of: dtype, "gain")))
  }

  static let signature = Signature(
    "dirac", Dirac(), .integer("groups", \.groups), .exactNumber("gain", \.gain, omitting: 1))
  var signature: Signature<Self> { Self.signature }
}

extension Initializer {
  /// Convolution weights that pass their input channels on unchanged, or times a gain, of any dtype.
  ///
  /// The tensor has 3 to 5 dimensions: output channels, input channels, kernel. Output channel d of
  /// each group has `gain` at the kernel's centre (size / 2, rounded down) of input channel d.
  ///
  /// - Parameters:
  ///   - groups: Into how many equal parts dimension 0 is split, a divisor of its size.
  ///   - gain: A finite number that the tensor's dtype holds: of an integer dtype an integer in its range.
  public static func dirac(groups: Int = 1, gain: Double = 1) -> Initializer {
    Initializer(Dirac(groups: groups, gain: GivenNumber(gain)))
  }
}
