/// How many inputs an output of a layer has, and how many outputs an input has.
///
/// A weight has shape (out, in, kernel...), as PyTorch's layers keep it:
/// ```
/// fanIn = in * kernel,   fanOut = out * kernel,   kernel = product of the further sizes
/// ```
/// A ``FanLayout`` tells of other shapes.
public struct Fans: Sendable, Hashable {
  /// How many inputs an output has.
  public let fanIn: Int
  /// How many outputs an input has.
  public let fanOut: Int

  /// The fans of a weight of this shape, (out, in, kernel...).
  ///
  /// - Throws: `invalidShape` for fewer than 2 dimensions, negative sizes, or a product that overflows.
  public init(of shape: Shape) throws(TensorInitError) {
    try Self.check(shape)
    let kernel = shape.dropFirst(2).reduce(1, *)
    fanIn = shape[1] * kernel
    fanOut = shape[0] * kernel
  }

  /// The fans of a weight of this shape and layout.
  ///
  /// - Parameters:
  ///   - shape: The weight's sizes, 2 or more.
  ///   - layout: Which dimensions are inputs, outputs and neither.
  /// - Throws: As ``init(of:)``, and `invalidArgument` for axes that the shape doesn't have or that are given twice,
  ///   and for groups that don't divide the channels.
  public init(of shape: Shape, layout: FanLayout) throws(TensorInitError) {
    guard !layout.isStandard else {
      try self.init(of: shape)
      return
    }
    try Self.check(shape)
    let axes = try layout.axes(of: shape)
    func size(_ axes: [Int]) -> Int { axes.reduce(1) { $0 * shape[$1] } }
    let (inputs, outputs, kernel) = (size(axes.inputs), size(axes.outputs), size(axes.kernel))
    guard layout.groups >= 1 else {
      throw .invalidArgument(
        argument: "groups", given: "\(layout.groups)", expected: "a number of 1 or more")
    }
    let grouped = layout.transposed ? inputs : outputs
    guard grouped % layout.groups == 0 else {
      throw .invalidArgument(
        argument: "groups", given: "\(layout.groups)",
        expected: "a divisor of the \(grouped) \(layout.transposed ? "input" : "output") channels")
    }
    self.init(
      fanIn: (layout.transposed ? inputs / layout.groups : inputs) * kernel,
      fanOut: (layout.transposed ? outputs : outputs / layout.groups) * kernel)
  }

  private init(fanIn: Int, fanOut: Int) {
    self.fanIn = fanIn
    self.fanOut = fanOut
  }

  private static func check(_ shape: Shape) throws(TensorInitError) {
    guard shape.count >= 2 else {
      throw .invalidShape(
        given: "\(shape)",
        expected: "at least 2 dimensions, from which fan in and fan out are computed")
    }
    _ = try shape.elementCount
  }
}

/// Which fan keeps its variance: of the forward pass (fan in), the backward pass (fan out), or a mean of both.
public enum FanMode: String, CaseIterable, Sendable, Hashable {
  /// The inputs of an output: the forward pass keeps its variance.
  case fanIn = "fan_in"
  /// The outputs of an input: the backward pass keeps its variance.
  case fanOut = "fan_out"
  /// (fanIn + fanOut) / 2.
  case fanAverage = "fan_avg"
  /// sqrt(fanIn fanOut).
  case fanGeometricAverage = "fan_geo_avg"

  /// The mode of this name, `fan_in` and so on, in any case and without the underscores too.
  public init(named name: String) throws(TensorInitError) {
    self = try Names.find(name, among: Self.allCases, kind: "mode") { [$0.rawValue] }
  }
}

extension FanMode: NamedChoice {}

extension FanMode {
  /// The fan that counts.
  func fan(of fans: Fans) -> Double {
    switch self {
    case .fanIn: Double(fans.fanIn)
    case .fanOut: Double(fans.fanOut)
    case .fanAverage: Double(fans.fanIn + fans.fanOut) / 2
    case .fanGeometricAverage: (Double(fans.fanIn) * Double(fans.fanOut)).squareRoot()
    }
  }
}
