/// Which dimensions of a weight are its inputs and outputs, and how many of them meet.
///
/// By itself it is the layout of PyTorch's layers, (out, in, kernel...). Axes are numbers of dimensions; negative ones
/// count from the end. Those that nothing names are the kernel's.
///
/// ```swift
/// // A kernel of JAX, (height, width, in, out), and stacked experts, (experts, out, in).
/// let kernel = FanLayout(inAxis: [-2], outAxis: [-1])
/// let experts = FanLayout(batchAxis: [0])
/// ```
public struct FanLayout: Sendable, Hashable {
  /// The axes of the inputs; `nil` for PyTorch's: of the first two axes that are no batch axes the second, or
  /// the one that the other's aren't.
  public var inAxis: [Int]?
  /// The axes of the outputs; `nil` for PyTorch's: of the first two axes that are no batch axes the first, or
  /// the one that the other's aren't.
  public var outAxis: [Int]?
  /// Axes along which weights are stacked that have nothing to do with each other, such as experts or layers.
  public var batchAxis: [Int]
  /// Into how many groups a convolution splits its channels: of a weight (out, in / groups, kernel...), or
  /// transposed (in, out / groups, kernel...), the first size has the channels of all.
  public var groups: Int
  /// Whether it is the weight of a transposed convolution, (in, out, kernel...).
  public var transposed: Bool

  /// A layout; whether a shape has these axes, and groups that divide it, ``Fans/init(of:layout:)`` finds out.
  ///
  /// - Parameters:
  ///   - inAxis: The axes of the inputs; `nil` for PyTorch's.
  ///   - outAxis: The axes of the outputs; `nil` for PyTorch's.
  ///   - batchAxis: Axes along which independent weights are stacked.
  ///   - groups: Into how many groups a convolution splits its channels, 1 or more.
  ///   - transposed: Whether it is the weight of a transposed convolution.
  public init(
    inAxis: [Int]? = nil, outAxis: [Int]? = nil, batchAxis: [Int] = [], groups: Int = 1,
    transposed: Bool = false
  ) {
    self.inAxis = inAxis
    self.outAxis = outAxis
    self.batchAxis = batchAxis
    self.groups = groups
    self.transposed = transposed
  }

  /// In expressions: the arguments of every initializer that has fans.
  static let parameters: [Parameter<FanLayout>] = [
    .integers("in_axis", \.inAxis), .integers("out_axis", \.outAxis),
    .integers("batch_axis", \.batchAxis, omitting: []), .integer("groups", \.groups, omitting: 1),
    .flag("transposed", \.transposed),
  ]

  /// Whether it is that of PyTorch's layers without groups.
  var isStandard: Bool {
    inAxis == nil && outAxis == nil && batchAxis.isEmpty && groups == 1 && !transposed
  }
}

extension Signature {
  /// The signature with the arguments of a layout of fans.
  func withFans(
    _ path: any WritableKeyPath<Value, FanLayout> & Sendable
  ) -> Signature {
    followed(by: FanLayout.parameters.map { $0.within(path) })
  }
}

// MARK: - The axes of a shape

extension FanLayout {
  /// The axes of inputs and outputs, and all others that are no batch axes, each from 0 on.
  func axes(
    of shape: Shape
  ) throws(TensorInitError) -> (inputs: [Int], outputs: [Int], kernel: [Int]) {
    guard !transposed || inAxis == nil && outAxis == nil else {
      throw .invalidArgument(
        argument: "transposed", given: "true",
        expected: "false where in_axis or out_axis says which axis is which")
    }
    var named: [Int: String] = [:]
    let batch = try shape.indices(ofAxes: batchAxis, "batch_axis", besides: &named)
    let inputs = try inAxis.map { axes throws(TensorInitError) in
      try shape.indices(ofAxes: axes, "in_axis", besides: &named)
    }
    let outputs = try outAxis.map { axes throws(TensorInitError) in
      try shape.indices(ofAxes: axes, "out_axis", besides: &named)
    }
    let others = shape.indices.filter { !batch.contains($0) }
    guard others.count >= 2 else {
      throw .invalidShape(
        given: "\(shape)",
        expected: "at least 2 dimensions besides batch_axis, from which fan in and fan out are "
          + "computed")
    }
    let found: (inputs: [Int], outputs: [Int]) =
      switch (inputs, outputs) {
      case (let inputs?, let outputs?):
        (inputs, outputs)
      case (let inputs?, nil):
        (inputs, [try Self.other(than: inputs, "in_axis", "out_axis", others)])
      case (nil, let outputs?):
        ([try Self.other(than: outputs, "out_axis", "in_axis", others)], outputs)
      case (nil, nil):
        transposed ? ([others[0]], [others[1]]) : ([others[1]], [others[0]])
      }
    let kernel = others.filter { !found.inputs.contains($0) && !found.outputs.contains($0) }
    return (found.inputs, found.outputs, kernel)
  }

  /// The standard axis that goes with one that is given.
  private static func other(
    than given: [Int], _ name: String, _ missing: String, _ others: [Int]
  ) throws(TensorInitError) -> Int {
    guard given == [others[0]] || given == [others[1]] else {
      throw .invalidArgument(
        argument: missing, given: "missing",
        expected: "axes, as \(name) is neither of the first two")
    }
    return given == [others[0]] ? others[1] : others[0]
  }
}
