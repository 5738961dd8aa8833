/// A module with what trains it: a loss and an optimizer.
///
/// It computes nothing; it reaches the module's tensors under the module's names.
///
/// ```swift
/// let module = try Sequential(Linear(784, 128), ReLU(), Linear(128, 10))
/// let model = try Model(
///   module, loss: "cross_entropy", optimizer: Optimizer("sgd", of: module))
/// try model.initialize(.zeros, named: "2.bias")
/// ```
public struct Model: NamedTensors {
  public let module: any Module
  /// The loss's name as PyTorch writes it: `CrossEntropyLoss`, ...
  public let loss: String
  public let optimizer: Optimizer?

  public var namedTensors: [NamedTensor] { module.namedTensors }

  /// A model of these parts.
  ///
  /// - Parameters:
  ///   - module: Whose tensors it has.
  ///   - loss: One of PyTorch's losses, in any case, by its class (`CrossEntropyLoss`), function
  ///     (`cross_entropy`) or k name (`ce`).
  ///   - optimizer: What trains the module.
  /// - Throws: `unknownName` for another loss.
  public init(
    _ module: any Module, loss: String, optimizer: Optimizer? = nil
  ) throws(TensorInitError) {
    self.module = module
    self.loss = try Names.find(loss, among: Self.losses, kind: "loss", names: \.self)[0]
    self.optimizer = optimizer
  }

  /// Each loss's names: the class, the function where it differs by more than `Loss`, and k's.
  private static let losses = [
    ["L1Loss", "l1"],
    ["MSELoss", "mse"],
    ["HuberLoss", "huber"],
    ["SmoothL1Loss", "smooth_l1"],
    ["CrossEntropyLoss", "cross_entropy", "ce"],
    ["NLLLoss", "nll"],
    ["PoissonNLLLoss", "poisson_nll"],
    ["GaussianNLLLoss", "gaussian_nll"],
    ["KLDivLoss", "kl_div", "kl"],
    ["BCELoss", "binary_cross_entropy", "bce"],
    ["BCEWithLogitsLoss", "binary_cross_entropy_with_logits", "bcelogits"],
    ["CTCLoss", "ctc"],
    ["MarginRankingLoss", "margin_ranking", "margin"],
    ["HingeEmbeddingLoss", "hinge_embedding", "hinge"],
    ["CosineEmbeddingLoss", "cosine_embedding"],
    ["SoftMarginLoss", "soft_margin"],
    ["MultiMarginLoss", "multi_margin"],
    ["MultiLabelMarginLoss", "multilabel_margin", "multilabel"],
    ["MultiLabelSoftMarginLoss", "multilabel_soft_margin", "multisoft"],
    ["TripletMarginLoss", "triplet_margin", "triplet"],
    ["TripletMarginWithDistanceLoss", "triplet_margin_with_distance"],
  ]
}
