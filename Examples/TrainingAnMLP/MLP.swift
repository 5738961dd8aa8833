import TensorInit

/// Linear layers with a relu between one and the next.
struct MLP: Module {
  /// The inputs, the units of each hidden layer, the outputs.
  let widths: [Int]
  let layers: [Linear]

  init(widths: [Int]) throws {
    self.widths = widths
    layers = try zip(widths, widths.dropFirst()).map { try Linear($0, $1) }
  }

  var children: [(name: String, module: any Module)] {
    layers.enumerated().map { ("\($0)", $1) }
  }
}
