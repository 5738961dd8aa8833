import TensorInit
import TestSupport
import Testing

/// What a caller may get wrong, with the whole sentence that is thrown.
@Suite("A fault is thrown as one clear sentence, before an element is written")
struct FaultsTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    let initializer: Initializer
    var shape: Shape = [4, 4]
    var dtype = DType.float32
    let message: String
    var testDescription: String { message }
  }

  static let ranks = [
    Fault(
      initializer: .eye, shape: [4],
      message: "eye: the tensor's shape is [4]; expected 2 dimensions"),
    Fault(
      initializer: .eye, shape: [2, 2, 2],
      message: "eye: the tensor's shape is [2, 2, 2]; expected 2 dimensions"),
    Fault(
      initializer: .sparse(sparsity: 0.1), shape: [4],
      message: "sparse: the tensor's shape is [4]; expected 2 dimensions"),
    Fault(
      initializer: .dirac(), shape: [4, 4],
      message: "dirac: the tensor's shape is [4, 4]; expected 3, 4 or 5 dimensions"),
    Fault(
      initializer: .dirac(), shape: [1, 1, 1, 1, 1, 1],
      message: "dirac: the tensor's shape is [1, 1, 1, 1, 1, 1]; expected 3, 4 or 5 dimensions"),
    Fault(
      initializer: .orthogonal(), shape: [4],
      message: "orthogonal: the tensor's shape is [4]; expected at least 2 dimensions"),
  ]

  static let fans = [
    Initializer.xavierUniform(), .xavierNormal(), .kaimingUniform(), .kaimingNormal(),
    .varianceScaling(), .heNormal(), .siren(),
  ].flatMap { initializer in
    [[], [7]].map { shape in
      Fault(
        initializer: initializer, shape: shape,
        message: "\(initializer.name): the tensor's shape is \(shape); expected at least 2 "
          + "dimensions, from which fan in and fan out are computed")
    }
  }

  static let parameters = [
    Fault(
      initializer: .dirac(groups: 0), shape: [4, 2, 3],
      message: "dirac: groups is 0; expected a number of 1 or more"),
    Fault(
      initializer: .dirac(groups: 3), shape: [4, 2, 3],
      message: "dirac: groups is 3; expected a divisor of dimension 0, which has size 4"),
    Fault(
      initializer: .normal(std: -1), message: "normal: std is -1.0; expected a number of 0 or more"),
    Fault(
      initializer: .logNormal(std: -2),
      message: "log_normal: std is -2.0; expected a number of 0 or more"),
    Fault(
      initializer: .truncatedNormal(std: 1, cut: 0),
      message: "trunc_normal: cut is 0.0; expected a finite number of deviations above 0"),
    Fault(
      initializer: .truncatedNormal(std: 1, cut: .infinity),
      message: "trunc_normal: cut is inf; expected a finite number of deviations above 0"),
    Fault(
      initializer: .truncatedNormal(std: -1, cut: 2),
      message: "trunc_normal: std is -1.0; expected a number of 0 or more"),
    Fault(
      initializer: .truncatedNormal(std: 1, cut: 1e-200, corrected: true),
      message: "trunc_normal: cut is 1e-200; expected a number for which the deviation before the "
        + "cut, here 1.7320508075688773e+200, is within float32's range"),
    Fault(
      initializer: .varianceScaling(scale: -1),
      message: "variance_scaling: scale is -1.0; expected a finite number of 0 or more"),
    Fault(
      initializer: .logUniform(low: 1e-50, high: 1e-50),
      message: "log_uniform: low is 1e-50; expected a number that float32 holds above 0"),
    Fault(
      initializer: .inverseSoftplusLogUniform(floor: 0.09999999),
      message:
        "inverse_softplus_log_uniform: floor is 0.09999999; expected an interval [floor, high) "
        + "whose inverse softplus holds a value of float32"),
    Fault(
      initializer: .truncatedNormal(std: -1),
      message: "trunc_normal: std is -1.0; expected a number of 0 or more"),
    Fault(
      initializer: .sparse(sparsity: 0.5, std: -1),
      message: "sparse: std is -1.0; expected a number of 0 or more"),
    Fault(
      initializer: .uniform(low: 2, high: 1),
      message: "uniform: low is 2.0; expected at most high, 1.0"),
    Fault(
      initializer: .truncatedNormal(low: 2, high: 1),
      message: "trunc_normal: low is 2.0; expected at most high, 1.0"),
    Fault(
      initializer: .truncatedNormal(low: .nan),
      message: "trunc_normal: low is nan; expected a number or -inf"),
    Fault(
      initializer: .truncatedNormal(low: .infinity, high: .infinity),
      message: "trunc_normal: low is inf; expected a number or -inf"),
    Fault(
      initializer: .truncatedNormal(high: -.infinity),
      message: "trunc_normal: high is -inf; expected a number or inf"),
    Fault(
      initializer: .logUniform(low: 0, high: 1),
      message: "log_uniform: low is 0.0; expected a number above 0"),
    Fault(
      initializer: .logUniform(low: 2, high: 1),
      message: "log_uniform: low is 2.0; expected at most high, 1.0"),
    Fault(
      initializer: .inverseSoftplusLogUniform(low: -1),
      message: "inverse_softplus_log_uniform: low is -1.0; expected a number above 0"),
    Fault(
      initializer: .inverseSoftplusLogUniform(low: 1),
      message: "inverse_softplus_log_uniform: low is 1.0; expected at most high, 0.1"),
    Fault(
      initializer: .inverseSoftplusLogUniform(floor: -0.5),
      message: "inverse_softplus_log_uniform: floor is -0.5; expected a number of 0 or more"),
    Fault(
      initializer: .logOfUniform(low: -1, high: 1),
      message: "log_of_uniform: low is -1.0; expected a finite number of 0 or more"),
    Fault(
      initializer: .logOfUniform(low: 0, high: 0),
      message: "log_of_uniform: high is 0.0; expected a finite number above 0"),
    Fault(
      initializer: .logOfUniform(low: 1, high: .infinity),
      message: "log_of_uniform: high is inf; expected a finite number above 0"),
    Fault(
      initializer: .logOfUniform(low: .nan, high: 1),
      message: "log_of_uniform: low is nan; expected a finite number of 0 or more"),
    Fault(
      initializer: .logOfUniform(low: 2, high: 1),
      message: "log_of_uniform: low is 2.0; expected at most high, 1.0"),
    Fault(
      initializer: .siren(omega: 0),
      message: "siren: omega is 0.0; expected a finite number above 0"),
    Fault(
      initializer: .siren(omega: .nan, first: true),
      message: "siren: omega is nan; expected a finite number above 0"),
    Fault(
      initializer: .random(low: 5, high: 5),
      message: "random: low is 5; expected less than high, 5"),
    Fault(
      initializer: .random(low: 6, high: 5),
      message: "random: low is 6; expected less than high, 5"),
    Fault(
      initializer: .bernoulli(p: -0.5),
      message: "bernoulli: p is -0.5; expected a probability in 0...1"),
    Fault(
      initializer: .bernoulli(p: 1.5),
      message: "bernoulli: p is 1.5; expected a probability in 0...1"),
    Fault(
      initializer: .bernoulli(p: .nan),
      message: "bernoulli: p is nan; expected a probability in 0...1"),
    Fault(
      initializer: .geometric(p: 0),
      message: "geometric: p is 0.0; expected a probability in 0 < p <= 1"),
    Fault(
      initializer: .geometric(p: -1),
      message: "geometric: p is -1.0; expected a probability in 0 < p <= 1"),
    Fault(
      initializer: .geometric(p: .nan),
      message: "geometric: p is nan; expected a probability in 0 < p <= 1"),
    Fault(
      initializer: .geometric(p: 1.01),
      message: "geometric: p is 1.01; expected a probability in 0 < p <= 1"),
    Fault(
      initializer: .exponential(rate: 0),
      message: "exponential: rate is 0.0; expected a finite number above 0"),
    Fault(
      initializer: .exponential(rate: .infinity),
      message: "exponential: rate is inf; expected a finite number above 0"),
    Fault(
      initializer: .cauchy(sigma: 0), message: "cauchy: sigma is 0.0; expected a number above 0"),
    Fault(
      initializer: .sparse(sparsity: 1.5),
      message: "sparse: sparsity is 1.5; expected a fraction in 0...1"),
    Fault(
      initializer: .sparse(sparsity: -0.5),
      message: "sparse: sparsity is -0.5; expected a fraction in 0...1"),
    Fault(
      initializer: .sparse(sparsity: .nan),
      message: "sparse: sparsity is nan; expected a fraction in 0...1"),
    Fault(
      initializer: .orthogonal(gain: .nan),
      message: "orthogonal: gain is nan; expected a finite number within float32's range"),
    Fault(
      initializer: .orthogonal(gain: -.infinity),
      message: "orthogonal: gain is -inf; expected a finite number within float32's range"),
    Fault(
      initializer: .xavierNormal(gain: -1),
      message: "xavier_normal: gain is -1.0; expected a finite number of 0 or more, within "
        + "float32's range"),
    Fault(
      initializer: .kaimingNormal(slope: .infinity),
      message: "kaiming_normal: slope is inf; expected a finite number"),
    Fault(
      initializer: .kaimingUniform(nonlinearity: .selu, slope: .nan),
      message: "kaiming_uniform: slope is nan; expected a finite number"),
  ]

  static let dtypes =
    [
      Initializer.uniform(), .normal(), .truncatedNormal(), .logNormal(), .exponential(), .cauchy(),
      .logUniform(low: 1, high: 2), .inverseSoftplusLogUniform(), .logOfUniform(low: 1, high: 2),
    ].map { initializer in
      Fault(
        initializer: initializer, dtype: .int32,
        message: "\(initializer.name): the tensor's dtype is int32; expected a floating-point "
          + "dtype")
    }
    + [
      Initializer.xavierUniform(), .xavierNormal(), .kaimingUniform(), .kaimingNormal(),
      .sparse(sparsity: 0.5), .siren(),
    ].map { initializer in
      Fault(
        initializer: initializer, dtype: .int32,
        message: "\(initializer.name): the tensor's dtype is int32; expected a floating-point "
          + "dtype")
    } + [
      Fault(
        initializer: .orthogonal(), dtype: .int64,
        message: "orthogonal: the tensor's dtype is int64; expected a floating-point dtype"),
      Fault(
        initializer: .geometric(p: 0.5), dtype: .bool,
        message: "geometric: the tensor's dtype is bool; expected float32, float64, float16, "
          + "bfloat16, int8, int16, int32, int64, uint8"),
      Fault(
        initializer: .random(high: 1000), dtype: .int8,
        message: "random: high - 1 is 999; expected an integer in -128...127, which int8 holds "
          + "exactly"),
      Fault(
        initializer: .random(low: -1), dtype: .uint8,
        message: "random: low is -1; expected an integer in 0...255, which uint8 holds exactly"),
      Fault(
        initializer: .random(high: 1 << 25),
        message: "random: high - 1 is 33554431; expected an integer in -16777216...16777216, which "
          + "float32 holds exactly"),
      Fault(
        initializer: .constant(0.5), dtype: .int16,
        message: "constant: value is 0.5; expected an integer in -32768...32767 for int16"),
      Fault(
        initializer: .constant(300), dtype: .uint8,
        message: "constant: value is 300.0; expected an integer in 0...255 for uint8"),
      Fault(
        initializer: .constant(1e5), dtype: .float16,
        message: "constant: value is 100000.0; expected a number within float16's range, "
          + "-65504.0...65504.0"),
      Fault(
        initializer: .uniform(low: 1.001, high: 1.002), dtype: .bfloat16,
        message: "uniform: low is 1.001; expected an interval [low, high) that holds a value of "
          + "bfloat16"),
      Fault(
        initializer: .truncatedNormal(low: 1.001, high: 1.002), dtype: .bfloat16,
        message: "trunc_normal: low is 1.001; expected an interval low...high that holds a value "
          + "of bfloat16"),
      Fault(
        initializer: .logUniform(low: 1.001, high: 1.002), dtype: .bfloat16,
        message: "log_uniform: low is 1.001; expected an interval [low, high) that holds a value "
          + "of bfloat16"),
      Fault(
        initializer: .inverseSoftplusLogUniform(low: 7.01, high: 7.011), dtype: .bfloat16,
        message: "inverse_softplus_log_uniform: low is 7.01; expected an interval [low, high) "
          + "whose inverse softplus holds a value of bfloat16"),
      Fault(
        initializer: .logOfUniform(low: 7, high: 7.001), dtype: .bfloat16,
        message: "log_of_uniform: low is 7.0; expected an interval [low, high) of which bfloat16 "
          + "holds a number's logarithm"),
      Fault(
        initializer: .normal(mean: 1e5), dtype: .float16,
        message: "normal: mean is 100000.0; expected a finite number within float16's range, "
          + "-65504.0...65504.0"),
      Fault(
        initializer: .uniform(high: 1e5), dtype: .float16,
        message: "uniform: high is 100000.0; expected a finite number within float16's range, "
          + "-65504.0...65504.0"),
      Fault(
        initializer: .xavierUniform(gain: 65504), shape: [1, 1], dtype: .float16,
        message: "xavier_uniform: the bound is 113456.25609899173; expected a number within "
          + "float16's range, up to 65504.0"),
      Fault(
        initializer: .xavierUniform(gain: .greatestFiniteMagnitude), shape: [1, 1],
        dtype: .float64,
        message: "xavier_uniform: the bound is inf; expected a number within float64's range, up "
          + "to 1.7976931348623157e+308"),
      Fault(
        initializer: .xavierUniform(gain: 6e307), shape: [1, 1], dtype: .float64,
        message: "xavier_uniform: high - low is inf; expected a finite number"),
      Fault(
        initializer: .exponential(rate: 1e-6), dtype: .float16,
        message: "exponential: rate is 1e-06; expected a number whose inverse float16 holds"),
      Fault(
        initializer: .geometric(p: 1e-10), dtype: .float16,
        message: "geometric: p is 1e-10; expected a number whose inverse, the mean, float16 holds"),
      Fault(
        initializer: .geometric(p: .leastNonzeroMagnitude), dtype: .float64,
        message: "geometric: p is 5e-324; expected a number whose inverse, the mean, float64 holds"),
      Fault(
        initializer: .constant(exactly: 9_007_199_254_740_993), dtype: .int32,
        message: "constant: value is 9007199254740993; expected an integer in "
          + "-2147483648...2147483647 for int32"),
      Fault(
        initializer: .constant(0x1p63), dtype: .int64,
        message: "constant: value is 9.223372036854776e+18; expected an integer in "
          + "-9223372036854775808...9223372036854775807 for int64"),
      Fault(
        initializer: .uniform(low: -1e308, high: 1e308), dtype: .float64,
        message: "uniform: high - low is inf; expected a finite number"),
    ]

  /// Of values that follow from an element's place.
  static let places =
    [
      Fault(
        initializer: .eye(gain: .infinity), message: "eye: gain is inf; expected a finite number"),
      Fault(
        initializer: .eye(gain: 0.5), dtype: .int8,
        message: "eye: gain is 0.5; expected an integer in -128...127 for int8"),
      Fault(
        initializer: .dirac(gain: 1e5), shape: [2, 2, 2], dtype: .float16,
        message: "dirac: gain is 100000.0; expected a number within float16's range, "
          + "-65504.0...65504.0"),
      Fault(
        initializer: .dirac(gain: .nan), shape: [2, 2, 2], dtype: .int64,
        message: "dirac: gain is nan; expected a finite number"),
      Fault(
        initializer: .arange(axis: 2),
        message: "arange: axis is 2; expected an axis in -2...1, those of the shape [4, 4]"),
      Fault(
        initializer: .logArange(axis: -3),
        message: "log_arange: axis is -3; expected an axis in -2...1, those of the shape [4, 4]"),
      Fault(
        initializer: .arange(), shape: [],
        message: "arange: axis is -1; expected an axis, of which the shape [] has none"),
      Fault(
        initializer: .arange(start: .nan), dtype: .float16,
        message: "arange: start is nan; expected a finite number within float16's range, "
          + "-65504.0...65504.0"),
      Fault(
        initializer: .arange(step: -.infinity),
        message: "arange: step is -inf; expected a finite number"),
      Fault(
        initializer: .arange(start: 0.5), dtype: .int32,
        message: "arange: start is 0.5; expected an integer in -2147483648...2147483647 for int32"),
      Fault(
        initializer: .arange(step: 0.5), dtype: .int32,
        message: "arange: step is 0.5; expected an integer for int32"),
      Fault(
        initializer: .arange(step: 50, axis: 0), shape: [7, 4], dtype: .uint8,
        message: "arange: the last value is 300; expected an integer in 0...255 for uint8"),
      Fault(
        initializer: .arange(start: 1, step: -1, axis: 0), shape: [3, 4], dtype: .bool,
        message: "arange: the last value is -1; expected an integer in 0...1 for bool"),
      Fault(
        initializer: .arange(start: 1, step: 0x1p62, axis: 0), dtype: .int64,
        message: "arange: the last value is 13835058055282163713; expected an integer in "
          + "-9223372036854775808...9223372036854775807 for int64"),
      Fault(
        initializer: .arange(start: 60000, step: 2000, axis: 0), dtype: .float16,
        message:
          "arange: the last value is 66000.0; expected a finite number within float16's range, "
          + "-65504.0...65504.0"),
      Fault(
        initializer: .arange(start: 1e308, step: 1e308, axis: 0), dtype: .float64,
        message: "arange: the last value is inf; expected a finite number within float64's range, "
          + "-1.7976931348623157e+308...1.7976931348623157e+308"),
      Fault(
        initializer: .logArange(start: 0),
        message: "log_arange: start is 0.0; expected a finite number above 0"),
      Fault(
        initializer: .logArange(step: .nan),
        message: "log_arange: step is nan; expected a finite number"),
      Fault(
        initializer: .logArange(start: 3, step: -1, axis: 0),
        message: "log_arange: the last value is 0.0; expected a finite number above 0"),
      Fault(
        initializer: .ropeInverseFrequencies(),
        message: "rope_inverse_frequencies: the tensor's shape is [4, 4]; expected 1 dimension"),
      Fault(
        initializer: .ropeInverseFrequencies(base: 0), shape: [4],
        message: "rope_inverse_frequencies: base is 0.0; expected a finite number above 0"),
      Fault(
        initializer: .sinusoidal(), shape: [2, 2, 2],
        message:
          "sinusoidal: the tensor's shape is [2, 2, 2]; expected 2 dimensions, positions and "
          + "an even number of channels"),
      Fault(
        initializer: .sinusoidal(endpoint: true), shape: [4, 2],
        message: "sinusoidal: the tensor's shape is [4, 2]; expected at least 4 channels, so that "
          + "the first frequency is not the last"),
      Fault(
        initializer: .sinusoidal(base: 0.5),
        message: "sinusoidal: base is 0.5; expected a finite number of 1 or more"),
      Fault(
        initializer: .bilinear,
        message: "bilinear: the tensor's shape is [4, 4]; expected 3, 4 or 5 dimensions"),
      Fault(
        initializer: .priorBias(p: 0),
        message: "prior_bias: p is 0.0; expected a probability in 0 < p < 1"),
      Fault(
        initializer: .priorBias(p: 1),
        message: "prior_bias: p is 1.0; expected a probability in 0 < p < 1"),
      Fault(
        initializer: .priorBias(p: .nan),
        message: "prior_bias: p is nan; expected a probability in 0 < p < 1"),
    ]
    + [
      (Initializer.logArange(), [4] as Shape), (.ropeInverseFrequencies(), [4]),
      (.sinusoidal(), [4, 4]), (.bilinear, [2, 2, 2]), (.priorBias(), [4]),
    ].map { initializer, shape in
      Fault(
        initializer: initializer, shape: shape, dtype: .int32,
        message: "\(initializer.name): the tensor's dtype is int32; expected a floating-point "
          + "dtype")
    }

  static let notFinite = [Double.nan, .infinity].flatMap { value in
    [
      ("normal", "mean", Initializer.normal(mean: value)), ("normal", "std", .normal(std: value)),
      ("uniform", "low", .uniform(low: value)), ("uniform", "high", .uniform(high: value)),
      ("cauchy", "median", .cauchy(median: value)), ("cauchy", "sigma", .cauchy(sigma: value)),
      ("log_normal", "mean", .logNormal(mean: value)),
      ("log_normal", "std", .logNormal(std: value)),
      ("trunc_normal", "mean", .truncatedNormal(mean: value)),
      ("trunc_normal", "std", .truncatedNormal(std: value)),
      ("sparse", "std", .sparse(sparsity: 0.5, std: value)),
      ("log_uniform", "low", .logUniform(low: value, high: 1)),
      ("log_uniform", "high", .logUniform(low: 1, high: value)),
      ("inverse_softplus_log_uniform", "high", .inverseSoftplusLogUniform(high: value)),
      ("inverse_softplus_log_uniform", "floor", .inverseSoftplusLogUniform(floor: value)),
    ].map { name, argument, initializer in
      let largest = Double(Float.greatestFiniteMagnitude)
      return Fault(
        initializer: initializer,
        message: "\(name): \(argument) is \(value); expected a finite number within float32's "
          + "range, -\(largest)...\(largest)")
    }
  }

  /// Of the last size, which is fine in tensors without elements.
  static let sizes = [
    Fault(
      initializer: .sinusoidal(), shape: [4, 3],
      message:
        "sinusoidal: the tensor's shape is [4, 3]; expected 2 dimensions, positions and an "
        + "even number of channels")
  ]

  static let all = ranks + fans + parameters + dtypes + places + notFinite

  @Test("and the tensor keeps its values", arguments: all + sizes)
  func fault(fault: Fault) throws {
    let tensor = try Tensor(zeros: fault.shape, dtype: fault.dtype)
    try tensor.initialize(.ones)
    let error = #expect(throws: TensorInitError.self) {
      try tensor.initialize(fault.initializer)
    }
    #expect(error?.description == fault.message)
    #expect(tensor.doubles().allSatisfy { $0 == 1 })
  }

  @Test("also for tensors without elements", arguments: all)
  func faultWithoutElements(fault: Fault) throws {
    guard !fault.shape.isEmpty else { return }
    let shape = Shape(fault.shape.dropLast() + [0])
    let tensor = try Tensor(zeros: shape, dtype: fault.dtype)
    #expect(throws: TensorInitError.self) { try tensor.initialize(fault.initializer) }
  }

  @Test("without a fault, a tensor without elements is left alone", arguments: Initializer.names)
  func withoutElements(name: String) throws {
    let (expression, sizes) = try #require(InitializerExamples.first(of: name))
    for dimension in sizes.indices {
      var shape = sizes
      shape[dimension] = 0
      let tensor = try Tensor(zeros: Shape(shape))
      do throws(TensorInitError) {
        try tensor.initialize(Initializer(expression), using: Generator(seed: 0))
      } catch {
        // A structure may not fit such sizes.
        guard case .inCall(_, .invalidShape) = error else { throw error }
      }
    }
  }

  @Test("a bound beyond the dtype's range is a fault")
  func bound() throws {
    let error = #expect(throws: TensorInitError.self) {
      try Tensor(zeros: [4, 6]).initialize(.siren(omega: 0x1p-1000))
    }
    #expect(
      error?.description == "siren: the bound is 1.0715086071862673e+301; expected a number within "
        + "float32's range, up to 3.4028234663852886e+38")
  }

  @Test("a number of threads below 1 is a fault")
  func threads() throws {
    let error = #expect(throws: TensorInitError.self) {
      try Tensor(zeros: [2]).initialize(.ones, threads: 0)
    }
    #expect(error?.description == "threads is 0; expected a number of 1 or more")
  }

  @Test("elements outside the whole tensor are a fault")
  func sliceOutside() throws {
    let tensor = try Tensor(zeros: [4])
    for elements in [0..<3, 7..<11, -1..<3, Int.min..<0, Int.min..<Int.max, 0..<Int.max] {
      #expect(throws: TensorInitError.self) {
        try tensor.initialize(.normal(), asElements: elements, of: [2, 5])
      }
    }
  }
}
