import TensorInit
import Testing

@Suite("Gains, fans and the deviations that follow")
struct GainTests {
  @Test("gains are those of PyTorch and k")
  func gains() throws {
    for name in [
      "linear", "conv1d", "conv2d", "conv3d", "sigmoid", "conv_transpose1d", "convtranspose1d",
      "conv_transpose2d", "convtranspose2d", "conv_transpose3d", "convtranspose3d",
    ] {
      #expect(try Nonlinearity(named: name).gain() == 1)
    }
    #expect(try Nonlinearity(named: "tanh").gain() == 5.0 / 3)
    #expect(try Nonlinearity(named: "relu").gain() == 2.squareRoot())
    #expect(try Nonlinearity(named: "selu").gain() == 0.75)
    #expect(try Nonlinearity(named: "leaky_relu").gain() == (2 / (1 + 0.01 * 0.01)).squareRoot())
    #expect(try Nonlinearity(named: "leakyrelu").gain(slope: 0.5) == 1.2649110640673518)
    #expect(try Nonlinearity.leakyReLU.gain(slope: -1) == 1)
  }

  @Test("a gain that can't be told is a fault")
  func faults() throws {
    let unknown = #expect(throws: TensorInitError.self) { try Nonlinearity(named: "leaky_rlu") }
    #expect(unknown?.description == "unknown nonlinearity 'leaky_rlu'; did you mean 'leaky_relu'?")
    let slope = #expect(throws: TensorInitError.self) {
      try Nonlinearity.leakyReLU.gain(slope: .nan)
    }
    #expect(slope?.description == "slope is nan; expected a finite number")
  }

  @Test("fans count the weights of an output and of an input")
  func fans() throws {
    let matrix = try Fans(of: [3, 5])
    #expect(matrix.fanIn == 5 && matrix.fanOut == 3)
    let convolution = try Fans(of: [16, 32, 3, 3])
    #expect(convolution.fanIn == 288 && convolution.fanOut == 144)
  }

  @Test(
    "fans that can't be counted are a fault", arguments: [[], [3], [2, -1], [1 << 40, 1 << 40]])
  func uncountable(shape: Shape) {
    #expect(throws: TensorInitError.self) { try Fans(of: shape) }
  }

  /// The deviation that an initializer gives a float64 weight of shape 400 x 100 x 3.
  private func deviation(_ initializer: Initializer) throws -> Double {
    let tensor = try Tensor(zeros: [400, 100, 3], dtype: .float64)
    try tensor.initialize(initializer, using: Generator(seed: 1))
    let values = tensor.doubles()
    return (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
  }

  @Test("deviations follow from fans and gains")
  func deviations() throws {
    let fanIn = 300.0
    let fanOut = 1200.0
    let expected: [(Initializer, Double)] = [
      (.xavierNormal(gain: 2), 2 * (2 / (fanIn + fanOut)).squareRoot()),
      (.xavierUniform(), (2 / (fanIn + fanOut)).squareRoot()),
      (.kaimingNormal(), (2 / fanIn).squareRoot()),
      (.kaimingUniform(mode: .fanOut), (2 / fanOut).squareRoot()),
      (.kaimingNormal(nonlinearity: .tanh), 5 / 3 / fanIn.squareRoot()),
      (
        .kaimingUniform(nonlinearity: .leakyReLU, mode: .fanOut, slope: 0.5),
        1.2649110640673518 / fanOut.squareRoot()
      ),
      // As the default of PyTorch's linear layers.
      (.kaimingUniform(slope: 5.squareRoot()), 1 / (3 * fanIn).squareRoot()),
    ]
    for (initializer, std) in expected {
      #expect(abs(try deviation(initializer) / std - 1) < 0.01)
    }
  }

  @Test("names that no mode or nonlinearity has are a fault")
  func unknownNames() {
    #expect(throws: TensorInitError.self) { try FanMode(named: "fan") }
    #expect(throws: TensorInitError.self) { try FanMode(named: "") }
    #expect(throws: TensorInitError.self) { try Nonlinearity(named: "swish") }
  }

  @Test("uniform forms fill exactly -bound ..< bound")
  func bounds() throws {
    let tensor = try Tensor(zeros: [1000, 1000])
    try tensor.initialize(.kaimingUniform(nonlinearity: .linear), using: Generator(seed: 1))
    let bound = (3.0 / 1000).squareRoot()
    let values = tensor.doubles()
    #expect((values.max() ?? 0) < bound && (values.max() ?? 0) > 0.9999 * bound)
    #expect((values.min() ?? 0) >= -bound && (values.min() ?? 0) < -0.9999 * bound)
  }
}
