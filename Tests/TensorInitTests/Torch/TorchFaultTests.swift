import TensorInit
import Testing

@Suite("What PyTorch refuses is an error with its generator")
struct TorchFaultTests {
  static let faults: [(Initializer, DType, String)] = [
    (
      .geometric(p: 1), .float32,
      "geometric: p is 1.0; expected a probability in 0 < p < 1 with PyTorch's generator"
    ),
    (
      .logNormal(std: 0), .float32,
      "log_normal: std is 0.0; expected a number above 0 with PyTorch's generator"
    ),
    (
      .truncatedNormal(std: 0), .float32,
      "trunc_normal: std is 0.0; expected a number above 0 with PyTorch's generator"
    ),
    (
      .truncatedNormal(low: 3, high: .infinity), .float32,
      "trunc_normal: high is inf; expected a finite number within float32's range, "
        + "-3.4028234663852886e+38...3.4028234663852886e+38"
    ),
    (
      .truncatedNormal(low: 3, high: 1e6), .float32,
      "trunc_normal: low is 3.0; expected an interval low...high of which PyTorch's rejection "
        + "accepts more than one draw of 100000"
    ),
    // What is drawn once in so many rounds that it never is: z * z overflows; no Float below the bound is
    // near the peak; the mean, as a Float, is too far from the lower bound.
    (.truncatedNormal(std: 1e-19, low: 1.9, high: 1.9), .float32, rejection(1.9)),
    (.truncatedNormal(std: 1e-19, low: 1.9, high: 1.9), .bfloat16, rejection(1.9)),
    (.truncatedNormal(std: 1e-160, low: 1.9, high: 1.9), .float64, rejection(1.9)),
    (.truncatedNormal(std: 1e-4, low: -1.900001, high: -1.9), .float32, rejection(-1.900001)),
    (
      .truncatedNormal(mean: 1 + 5.9e-8, std: 1e-8, low: 1 + 6e-8, high: 2), .float32,
      rejection(1 + 6e-8)
    ),
    (
      .orthogonal(), .float16,
      "orthogonal: the tensor's dtype is float16; expected float32 or float64 with PyTorch's "
        + "generator"
    ),
    (
      .logUniform(low: 1, high: 2), .float32,
      "log_uniform: the generator is torch; expected ars or philox, as PyTorch has no such "
        + "initializer"
    ),
    (
      .random(low: 0, high: 129), .int8,
      "random: high - 1 is 128; expected a number that int8 holds"
    ),
    (
      .random(low: .min), .int32,
      "random: the tensor's dtype is int32; expected int64, float64, float32 or bfloat16 for all "
        + "64 bits of a word"
    ),
    (.random(low: 5, high: 5), .float32, "random: low is 5; expected less than high, 5"),
    (
      .geometric(p: 0.5), .bool,
      "geometric: the tensor's dtype is bool; expected an integer or floating-point dtype"
    ),
  ]

  private static func rejection(_ low: Double) -> String {
    "trunc_normal: low is \(low); expected an interval low...high of which PyTorch's rejection "
      + "accepts more than one draw of 100000"
  }

  @Test("and nothing is drawn", arguments: faults)
  func fault(initializer: Initializer, dtype: DType, message: String) throws {
    let generator = Generator.torch(seed: 1)
    let state = generator.torchState
    let tensor = try Tensor(zeros: [4, 4], dtype: dtype)
    let error = #expect(throws: TensorInitError.self) {
      try tensor.initialize(initializer, using: generator)
    }
    #expect(error?.description == message)
    #expect(throws: TensorInitError.self) {
      try initializer.check(shape: [4, 4], dtype: dtype, for: .torch)
    }
    #expect(generator.torchState == state)
    #expect(tensor.doubles().allSatisfy { $0 == 0 })
  }

  @Test("and so is a state that is none")
  func states() throws {
    let state = try #require(Generator.torch(seed: 1).torchState)
    #expect(state.count == 5056)
    func with(_ byte: UInt8, at offset: Int) -> [UInt8] {
      var changed = state
      changed[offset] = byte
      return changed
    }
    let malformed: [([UInt8], String)] = [
      ([], "the state is 0 bytes"), ([0], "the state is 1 byte;"),
      (Array(state.dropLast()), "the state is 5055 bytes"),
      (with(0, at: 12), "of a generator without a seed"),
      (with(1, at: 17), "the state is at word 256 with 1 left"),
      (with(2, at: 8), "the state is at word 0 with 2 left"),
      (with(1, at: 23), "the state is at word 72057594037927936 with 1 left"),
      (with(1, at: 28), "with words of more than 32 bits"),
      (with(2, at: 5040), "with a spare normal number"),
    ]
    for (bytes, message) in malformed {
      let error = #expect(throws: TensorInitError.self) { try Generator.torch(state: bytes) }
      #expect(
        error?.description.contains(message) == true, "\(message): \(String(describing: error))")
    }
    #expect(Generator(seed: 1).torchState == nil)
  }
}
