import TensorInit
import TestSupport
import Testing

@Suite("Initializers are written as expressions")
struct ExpressionTests {
  @Test(
    "names, aliases and arguments mean what they say",
    arguments: [
      ("zeros", "zeros"), ("fill(3)", "constant(value=3.0)"), ("eye", "eye"), ("eye()", "eye"),
      ("constant(9007199254740993)", "constant(value=9007199254740993)"),
      ("constant(-0)", "constant(value=-0.0)"), ("constant(inf)", "constant(value=inf)"),
      ("constant(9223372036854775808)", "constant(value=9.223372036854776e+18)"),
      ("dirac(groups=2)", "dirac(groups=2)"), ("uniform", "uniform(low=0.0, high=1.0)"),
      ("uniform(-1, 2)", "uniform(low=-1.0, high=2.0)"),
      ("uniform(high=3)", "uniform(low=0.0, high=3.0)"),
      (" normal ( mean = 1 , std = 2e-3 ) ", "normal(mean=1.0, std=0.002)"),
      ("trunc_normal(low=-inf)", "trunc_normal(mean=0.0, std=1.0, low=-inf, high=2.0)"),
      ("truncnormal", "trunc_normal(mean=0.0, std=1.0, low=-2.0, high=2.0)"),
      ("xnormal(2)", "xavier_normal(gain=2.0)"), ("xuniform", "xavier_uniform(gain=1.0)"),
      (
        "knormal(mode=fanout, nonlinearity=leakyrelu, slope=0.2)",
        "kaiming_normal(mode=fan_out, nonlinearity=leaky_relu, slope=0.2)"
      ),
      (
        "kuniform(FAN_OUT, convtranspose1d)",
        "kaiming_uniform(mode=fan_out, nonlinearity=conv_transpose1d, slope=0.0)"
      ),
      ("orthogonal(gain=1.5)", "orthogonal(gain=1.5)"),
      ("snormal(0.1)", "sparse(sparsity=0.1, std=0.01)"),
      ("cauchy", "cauchy(median=0.0, sigma=1.0)"), ("exponential(2)", "exponential(rate=2.0)"),
      ("geometric(0.25)", "geometric(p=0.25)"), ("lognormal", "log_normal(mean=1.0, std=2.0)"),
      ("random", "random"), ("random(10)", "random(high=10)"),
      ("random(-5, 10)", "random(low=-5, high=10)"), ("random(low=3)", "random(low=3)"),
      ("trunc_normal(std=0.02, cut=3)", "trunc_normal(mean=0.0, std=0.02, cut=3.0)"),
      (
        "trunc_normal(0, 1, cut=2, corrected=true)",
        "trunc_normal(mean=0.0, std=1.0, cut=2.0, corrected=true)"
      ),
      ("truncated_normal", "truncated_normal(std=0.01, mean=0.0, cut=2.0)"),
      ("lecunnormal", "lecun_normal"), ("He_Uniform(groups=2)", "he_uniform(groups=2)"),
      (
        "variance_scaling(2, fan_geo_avg, uniform)",
        "variance_scaling(scale=2.0, mode=fan_geo_avg, distribution=uniform)"
      ),
      (
        "glorot_normal(in_axis=(0, 1), out_axis=[-1], batch_axis=(2,), groups=1, transposed=False)",
        "glorot_normal(in_axis=(0, 1), out_axis=-1, batch_axis=2)"
      ),
      ("he_normal(in_axis=(), out_axis=[0,1])", "he_normal(in_axis=(), out_axis=(0, 1))"),
      ("he_normal(batch_axis=())", "he_normal"),
      (
        "icnr(of=kaiming_normal(mode=fan_out, nonlinearity=relu))",
        "icnr(factor=2, of=kaiming_normal(mode=fan_out, nonlinearity=relu, slope=0.0))"
      ),
      (
        "unit_norm(unit_norm(normal(0, 2), (0, 1)), 0)",
        "unit_norm(of=unit_norm(of=normal(mean=0.0, std=2.0), axis=(0, 1)), axis=0)"
      ),
      ("bernoulli", "bernoulli(p=0.5)"), ("eye(gain=2)", "eye(gain=2.0)"), ("eye(1)", "eye"),
      ("eye(9007199254740993)", "eye(gain=9007199254740993)"),
      ("dirac(2, 0.5)", "dirac(groups=2, gain=0.5)"), ("dirac(gain=1)", "dirac(groups=1)"),
      ("arange", "arange(start=0.0, step=1.0, axis=-1)"),
      ("arange(9007199254740993, -2, 1)", "arange(start=9007199254740993, step=-2.0, axis=1)"),
      ("logarange", "log_arange(start=1.0, step=1.0, axis=-1)"),
      ("rope_inverse_frequencies(5e5)", "rope_inverse_frequencies(base=500000.0)"),
      ("sinusoidal", "sinusoidal(base=10000.0)"),
      (
        "sinusoidal(layout=halves, endpoint=true)",
        "sinusoidal(base=10000.0, layout=sines_then_cosines, endpoint=true)"
      ), ("sinusoidal(10, interleaved, false)", "sinusoidal(base=10.0)"),
      ("bilinear", "bilinear"), ("prior_bias", "prior_bias(p=0.01)"),
      ("log_uniform(1, 10)", "log_uniform(low=1.0, high=10.0)"),
      (
        "inverse_softplus_log_uniform(floor=0)",
        "inverse_softplus_log_uniform(low=0.001, high=0.1, floor=0.0)"
      ),
      ("log_of_uniform(1, 16)", "log_of_uniform(low=1.0, high=16.0)"),
      ("siren(first=false)", "siren(omega=30.0)"),
      ("siren(20, true)", "siren(omega=20.0, first=true)"),
    ])
  func meaning(text: String, description: String) throws {
    let initializer = try Initializer(text)
    #expect(initializer.description == description)
    #expect(try Initializer(initializer.description).description == description)
  }

  @Test("every initializer of the catalogue is found by its name, in any case")
  func names() throws {
    #expect(Set(Initializer.names).count == Initializer.names.count)
    for name in Initializer.names {
      let (expression, _) = try #require(InitializerExamples.first(of: name))
      let arguments = expression.dropFirst(name.count)
      #expect(try Initializer(name.uppercased() + arguments).name == name)
    }
  }

  @Test(
    "an expression that can't be read says why",
    arguments: [
      ("unifrom", "unknown initializer 'unifrom'; did you mean 'uniform'?"),
      ("kaimin_normal", "unknown initializer 'kaimin_normal'; did you mean 'kaiming_normal'?"),
      ("", "'': expected name(key=value, ...)"),
      ("normal(", "'normal(': expected a closing parenthesis at the end"),
      ("normal(1,)", "'normal(1,)': '' is not a value or key=value"),
      ("normal(1))", "'normal(1))': ')' closes what is not open"),
      ("unit_norm(normal(1)", "'unit_norm(normal(1)': a parenthesis is not closed"),
      ("he_normal(in_axis=(0])", "'he_normal(in_axis=(0])': ']' closes what is not open"),
      (
        "he_normal(in_axis=(0, x))",
        "he_normal: in_axis is x; expected an integer in -9223372036854775808...9223372036854775807"
      ),
      ("he_normal(transposed=yes)", "he_normal: transposed is yes; expected true or false"),
      ("unit_norm(of=norml)", "unknown initializer 'norml'; did you mean 'normal'?"),
      (
        "variance_scaling(distribution=gauss)",
        "unknown distribution 'gauss'; expected one of normal, uniform, truncated_normal"
      ),
      ("normal(std=)", "'normal(std=)': 'std=' is not a value or key=value"),
      ("normal(1, 2, 3)", "'normal(1, 2, 3)': normal takes 2 arguments at most"),
      ("normal(std=1, std=2)", "'normal(std=1, std=2)': std is given twice"),
      (
        "normal(std=1, 2)",
        "'normal(std=1, 2)': the value '2' without a key follows one with a key"
      ),
      ("normal(sdt=1)", "unknown argument of normal 'sdt'; did you mean 'std'?"),
      ("normal(std=one)", "normal: std is one; expected a number"),
      (
        "constant(1e400)",
        "constant: value is 1e400; expected a number within "
          + "-1.7976931348623157e+308...1.7976931348623157e+308, or inf"
      ),
      (
        "normal(mean=-1e999)",
        "normal: mean is -1e999; expected a number within "
          + "-1.7976931348623157e+308...1.7976931348623157e+308, or inf"
      ),
      ("sparse", "sparse: sparsity is missing; expected a number"),
      ("geometric", "geometric: p is missing; expected a number"),
      ("constant", "constant: value is missing; expected a number"),
      ("log_uniform(low=1)", "log_uniform: high is missing; expected a number"),
      ("log_of_uniform(high=1)", "log_of_uniform: low is missing; expected a number"),
      ("siren(first=yes)", "siren: first is yes; expected true or false"),
      ("siren(first=1)", "siren: first is 1; expected true or false"),
      (
        "random(low=1.5)",
        "random: low is 1.5; expected an integer in -9223372036854775808...9223372036854775807"
      ),
      ("kaiming_normal(mode=fan_inn)", "unknown mode 'fan_inn'; did you mean 'fan_in'?"),
      (
        "kaiming_normal(nonlinearity=rleu)", "unknown nonlinearity 'rleu'; did you mean 'relu'?"
      ),
      (
        "kaiming_normal(mode=sideways)",
        "unknown mode 'sideways'; expected one of fan_in, fan_out, fan_avg, fan_geo_avg"
      ),
      ("orthogonal(1, 2, 3, 4)", "'orthogonal(1, 2, 3, 4)': orthogonal takes 2 arguments at most"),
      ("ones(2)", "'ones(2)': ones takes no arguments"),
      ("constant(1, 2)", "'constant(1, 2)': constant takes 1 argument at most"),
      ("constant(x=1)", "unknown argument of constant 'x'; expected 'value'"),
      ("constant(valu=1)", "unknown argument of constant 'valu'; did you mean 'value'?"),
      ("geometric(q=1)", "unknown argument of geometric 'q'; expected 'p'"),
    ])
  func faults(text: String, message: String) {
    let error = #expect(throws: TensorInitError.self) { try Initializer(text) }
    #expect(error?.description == message)
  }

  @Test("and are read to a depth that no call has a use for")
  func depth() throws {
    func nested(_ levels: Int) -> String {
      String(repeating: "unit_norm(of=", count: levels) + "ones"
        + String(repeating: ")", count: levels)
    }
    #expect(try Initializer(nested(20)).name == "unit_norm")
    #expect(throws: TensorInitError.self) { try Initializer(nested(100_000)) }
  }

  @Test("an unknown dtype names the nearest")
  func dtypes() throws {
    #expect(try DType(named: "bfloat16") == .bfloat16)
    let error = #expect(throws: TensorInitError.self) { try DType(named: "flot32") }
    #expect(error?.description == "unknown dtype 'flot32'; did you mean 'float32'?")
  }

  @Test(
    "has the defaults of Swift's static member",
    arguments: [
      .dirac(), .uniform(), .normal(), .truncatedNormal(), .xavierUniform(), .xavierNormal(),
      .kaimingUniform(), .kaimingNormal(), .varianceScaling(), .lecunUniform(), .lecunNormal(),
      .glorotUniform(), .glorotNormal(), .heUniform(), .heNormal(), .orthogonal(),
      .deltaOrthogonal(), .icnr(), .unitNorm(), .cauchy(), .exponential(), .logNormal(),
      .random(), .bernoulli(), .eye, .arange(), .logArange(), .ropeInverseFrequencies(),
      .sinusoidal(), .bilinear, .priorBias(), .inverseSoftplusLogUniform(), .siren(),
    ] as [Initializer])
  func defaults(member: Initializer) throws {
    #expect("\(try Initializer(member.name))" == "\(member)")
  }

  @Test("has the defaults of Swift's static member, besides what is required")
  func defaultsBesideRequired() throws {
    #expect(
      "\(try Initializer("sparse(sparsity=0.5)"))" == "\(Initializer.sparse(sparsity: 0.5))")
  }
}
