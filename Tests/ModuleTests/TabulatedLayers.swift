import TensorInit

/// Every layer of the table, by the words that make it in PyTorch.
enum TabulatedLayers {
  typealias Make = @Sendable (Generator) throws -> any Module

  static let linear: [String: Make] = [
    "Linear(300, 200)": { try Linear(300, 200, using: $0) },
    "Linear(1, 1)": { try Linear(1, 1, using: $0) },
    "Linear(64, 32, bias=False)": { try Linear(64, 32, bias: false, using: $0) },
    "Linear(48, 40, dtype=torch.float64)": { try Linear(48, 40, dtype: .float64, using: $0) },
    "Linear(48, 40, dtype=torch.bfloat16)": { try Linear(48, 40, dtype: .bfloat16, using: $0) },
    "Linear(48, 40, dtype=torch.float16)": { try Linear(48, 40, dtype: .float16, using: $0) },
    "Bilinear(20, 30, 40)": { try Bilinear(20, 30, 40, using: $0) },
    "Bilinear(16, 8, 32, bias=False)": { try Bilinear(16, 8, 32, bias: false, using: $0) },
    "Embedding(300, 64)": { try Embedding(300, 64, using: $0) },
    "Embedding(50, 40, padding_idx=3)": { try Embedding(50, 40, paddingIndex: 3, using: $0) },
    "Embedding(50, 40, padding_idx=-1)": { try Embedding(50, 40, paddingIndex: -1, using: $0) },
  ]

  static let convolutions: [String: Make] = [
    "Conv1d(16, 33, 3)": { try Conv1d(16, 33, kernelSize: 3, using: $0) },
    "Conv1d(12, 24, 5, groups=4, bias=False)": {
      try Conv1d(12, 24, kernelSize: 5, groups: 4, bias: false, using: $0)
    },
    "Conv2d(3, 64, 7)": { try Conv2d(3, 64, kernelSize: 7, using: $0) },
    "Conv2d(32, 32, (3, 5), groups=32)": {
      try Conv2d(32, 32, kernelSize: [3, 5], groups: 32, using: $0)
    },
    "Conv2d(8, 16, 1, dtype=torch.float64)": {
      try Conv2d(8, 16, kernelSize: 1, dtype: .float64, using: $0)
    },
    "Conv3d(4, 8, 3)": { try Conv3d(4, 8, kernelSize: 3, using: $0) },
    "Conv3d(6, 9, (1, 2, 3), groups=3)": {
      try Conv3d(6, 9, kernelSize: [1, 2, 3], groups: 3, using: $0)
    },
    "ConvTranspose1d(16, 33, 3)": { try ConvTranspose1d(16, 33, kernelSize: 3, using: $0) },
    "ConvTranspose1d(8, 12, 4, groups=4)": {
      try ConvTranspose1d(8, 12, kernelSize: 4, groups: 4, using: $0)
    },
    "ConvTranspose2d(16, 32, 3)": { try ConvTranspose2d(16, 32, kernelSize: 3, using: $0) },
    "ConvTranspose2d(16, 8, (2, 4), bias=False)": {
      try ConvTranspose2d(16, 8, kernelSize: [2, 4], bias: false, using: $0)
    },
    "ConvTranspose3d(4, 8, 3)": { try ConvTranspose3d(4, 8, kernelSize: 3, using: $0) },
    "ConvTranspose3d(8, 4, (1, 2, 3), groups=2)": {
      try ConvTranspose3d(8, 4, kernelSize: [1, 2, 3], groups: 2, using: $0)
    },
  ]

  static let normalizations: [String: Make] = [
    "BatchNorm1d(7)": { _ in try BatchNorm1d(7) },
    "BatchNorm2d(64)": { _ in try BatchNorm2d(64) },
    "BatchNorm2d(64, affine=False)": { _ in try BatchNorm2d(64, affine: false) },
    "BatchNorm2d(64, track_running_stats=False)": { _ in
      try BatchNorm2d(64, trackRunningStats: false)
    },
    "BatchNorm3d(5, dtype=torch.float64)": { _ in try BatchNorm3d(5, dtype: .float64) },
    "LayerNorm(48)": { _ in try LayerNorm(48) },
    "LayerNorm([3, 4])": { _ in try LayerNorm([3, 4]) },
    "LayerNorm(48, bias=False)": { _ in try LayerNorm(48, bias: false) },
    "LayerNorm(48, elementwise_affine=False)": { _ in
      try LayerNorm(48, elementwiseAffine: false)
    },
    "GroupNorm(4, 12)": { _ in try GroupNorm(4, 12) },
    "GroupNorm(1, 6, affine=False)": { _ in try GroupNorm(1, 6, affine: false) },
  ]

  static let recurrent: [String: Make] = [
    "RNN(10, 20)": { try RNN(10, 20, using: $0) },
    "RNN(10, 20, num_layers=2, bidirectional=True, bias=False)": {
      try RNN(10, 20, layers: 2, bias: false, bidirectional: true, using: $0)
    },
    "LSTM(40, 50)": { try LSTM(40, 50, using: $0) },
    "LSTM(10, 20, num_layers=3, bidirectional=True)": {
      try LSTM(10, 20, layers: 3, bidirectional: true, using: $0)
    },
    "LSTM(10, 20, num_layers=2, bidirectional=True, proj_size=5)": {
      try LSTM(10, 20, layers: 2, bidirectional: true, projectionSize: 5, using: $0)
    },
    "GRU(40, 50)": { try GRU(40, 50, using: $0) },
    "GRU(10, 20, num_layers=2, bidirectional=True, dtype=torch.float64)": {
      try GRU(10, 20, layers: 2, bidirectional: true, dtype: .float64, using: $0)
    },
  ]

  static let attention: [String: Make] = [
    "MultiheadAttention(64, 8)": { try MultiheadAttention(64, heads: 8, using: $0) },
    "MultiheadAttention(64, 8, bias=False)": {
      try MultiheadAttention(64, heads: 8, bias: false, using: $0)
    },
    "MultiheadAttention(64, 4, add_bias_kv=True)": {
      try MultiheadAttention(64, heads: 4, addBiasKV: true, using: $0)
    },
    "MultiheadAttention(32, 4, kdim=24, vdim=40, add_bias_kv=True)": {
      try MultiheadAttention(
        32, heads: 4, addBiasKV: true, keySize: 24, valueSize: 40, using: $0)
    },
    "MultiheadAttention(32, 4, kdim=24)": {
      try MultiheadAttention(32, heads: 4, keySize: 24, using: $0)
    },
  ]

  static let others: [String: Make] = [
    "PReLU()": { _ in try PReLU() },
    "PReLU(8)": { _ in try PReLU(8) },
    "ReLU()": { _ in Activation.relu },
    "LeakyReLU(0.2)": { _ in Activation.leakyReLU(slope: 0.2) },
    "Sequential(Conv2d(3, 8, 3), BatchNorm2d(8), ReLU(), Sequential(Linear(20, 30), PReLU(3)))": {
      try Sequential(
        Conv2d(3, 8, kernelSize: 3, using: $0), BatchNorm2d(8), Activation.relu,
        Sequential(Linear(20, 30, using: $0), PReLU(3)))
    },
    "Sequential(MultiheadAttention(16, 2), LayerNorm(16), LSTM(16, 8), Embedding(7, 16))": {
      try Sequential(
        MultiheadAttention(16, heads: 2, using: $0), LayerNorm(16), LSTM(16, 8, using: $0),
        Embedding(7, 16, using: $0))
    },
  ]

  static let all: [String: Make] = [
    linear, convolutions, normalizations, recurrent, attention, others,
  ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }
}
