/// A module without tensors: what a model applies between its layers.
///
/// ```swift
/// let model = try Sequential(Linear(784, 128), Activation.gelu, Linear(128, 10))
/// ```
public struct Activation: Module, Sendable, Hashable {
  public let kind: String
  public let typeName: String
  /// The numbers that it depends on, by name.
  public let options: [String: Double]

  public let argumentsText: String

  private init(_ typeName: String, _ options: [String: Double] = [:], arguments: String = "") {
    self.typeName = typeName
    kind = typeName.lowercased()
    self.options = options
    argumentsText = arguments
  }

  /// max(0, x).
  public static let relu = Activation("ReLU")
  /// 1 / (1 + e^-x).
  public static let sigmoid = Activation("Sigmoid")
  /// The hyperbolic tangent.
  public static let tanh = Activation("Tanh")
  /// The scaled exponential linear unit (Klambauer et al., 2017).
  public static let selu = Activation("SELU")
  /// x times the standard normal law's share below x (Hendrycks and Gimpel, 2016).
  public static let gelu = Activation("GELU", arguments: "approximate='none'")
  /// x / (1 + e^-x) (Elfwing, Uchibe and Doya, 2018).
  public static let silu = Activation("SiLU")
  /// e^x by the sum of e^x over the last dimension.
  public static let softmax = Activation("Softmax", arguments: "dim=None")
  /// All dimensions but the first, the batch's, as one.
  public static let flatten = Activation("Flatten", arguments: "start_dim=1, end_dim=-1")
  /// x as it is.
  public static let identity = Activation("Identity")

  /// x where x is positive, slope x elsewhere (Maas, Hannun and Ng, 2013).
  public static func leakyReLU(slope: Double = 0.01) -> Activation {
    Activation("LeakyReLU", ["slope": slope], arguments: "negative_slope=\(slope)")
  }
  /// x where x is positive, alpha (e^x - 1) elsewhere (Clevert, Unterthiner and Hochreiter, 2016).
  public static func elu(alpha: Double = 1) -> Activation {
    Activation("ELU", ["alpha": alpha], arguments: "alpha=\(alpha)")
  }
  /// Each element 0 with probability p in training (Srivastava et al., 2014).
  public static func dropout(p: Double = 0.5) -> Activation {
    Activation("Dropout", ["p": p], arguments: "p=\(p), inplace=False")
  }

  /// The activation of this name, with its usual options: `relu`, `leaky_relu`, `LeakyReLU`, ...
  ///
  /// - Throws: `unknownName` for another name.
  public init(named name: String) throws(TensorInitError) {
    self = try Names.find(name, among: Self.all, kind: "activation") { [$0.kind] }
  }

  private static let all = [
    relu, leakyReLU(), sigmoid, tanh, selu, gelu, silu, elu(), softmax, dropout(), flatten,
    identity,
  ]
}
