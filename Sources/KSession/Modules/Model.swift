import TensorInit

/// A module with a loss and an optimizer.
///
/// It computes nothing; it reaches the module's tensors under the module's names.
struct Model: NamedTensors {
  let namedTensors: [NamedTensor]

  /// - Parameter loss: One of PyTorch's, in any case, by its class (`CrossEntropyLoss`), function
  ///   (`cross_entropy`) or k name (`ce`).
  /// - Throws: `unknownName` for another loss.
  init(_ module: any Module, loss: String) throws(TensorInitError) {
    _ = try Names.find(loss, among: Self.losses, kind: "loss", names: \.self)
    namedTensors = module.namedTensors
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

/// What trains a module.
///
/// It computes nothing; it reaches the module's parameters under the module's names.
struct Optimizer: NamedTensors {
  let namedTensors: [NamedTensor]

  /// - Parameter name: One of PyTorch's optimizers, in any case: `sgd`, `AdamW`, ...
  /// - Throws: `unknownName` for another optimizer.
  init(_ name: String, of module: any Module) throws(TensorInitError) {
    _ = try Names.find(name, among: Self.names, kind: "optimizer") { [$0] }
    namedTensors = module.namedTensors.filter { !$0.spec.isBuffer }
  }

  private static let names = [
    "SGD", "Adam", "AdamW", "Adamax", "NAdam", "RAdam", "SparseAdam", "Adadelta", "Adagrad",
    "Adafactor", "ASGD", "LBFGS", "Muon", "RMSprop", "Rprop",
  ]
}
