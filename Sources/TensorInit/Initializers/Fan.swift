/// How many inputs an output of a layer has, and how many outputs an input has.
///
/// A weight has shape (out, in, kernel...), as PyTorch's layers keep it:
/// ```
/// fanIn = in * kernel,   fanOut = out * kernel,   kernel = product of the further sizes
/// ```
public struct Fans: Sendable, Hashable {
  public let fanIn: Int
  public let fanOut: Int

  /// The fans of a weight of this shape.
  ///
  /// - Throws: `invalidShape` for fewer than 2 dimensions, negative sizes, or a product that overflows.
  public init(of shape: Shape) throws(TensorInitError) {
    guard shape.count >= 2 else {
      throw .invalidShape(
        given: "\(shape)",
        expected: "at least 2 dimensions, from which fan in and fan out are computed")
    }
    _ = try shape.elementCount
    let kernel = shape.dropFirst(2).reduce(1, *)
    fanIn = shape[1] * kernel
    fanOut = shape[0] * kernel
  }
}

/// Which fan keeps its variance: of the forward pass (fan in) or the backward pass (fan out).
public enum FanMode: String, CaseIterable, Sendable, Hashable {
  case fanIn = "fan_in"
  case fanOut = "fan_out"

  /// The mode of this name: `fan_in` or `fan_out`, in any case and without the underscore too.
  public init(named name: String) throws(TensorInitError) {
    self = try Names.find(name, among: Self.allCases, kind: "mode") { [$0.rawValue] }
  }
}

extension FanMode: NamedChoice {}
