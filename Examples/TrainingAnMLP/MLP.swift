import TensorInit

/// Linear layers with a relu between one and the next.
struct MLP: Module {
  let layers: [Linear]

  /// - Parameter widths: The inputs, the units of each hidden layer, the outputs.
  init(widths: [Int]) throws {
    layers = try zip(widths, widths.dropFirst()).map { try Linear($0, $1) }
  }

  var children: [(name: String, module: any Module)] {
    layers.enumerated().map { ("\($0)", $1) }
  }
}
