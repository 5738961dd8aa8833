/// Calls of every initializer, as expressions, by what kind of tensor they are for.
///
/// The tests over the catalogue, those of C and of the command among them, take one of each initializer, and the golden
/// values are of all.
public enum InitializerExamples {
  /// Every law with its standard parameters and with others, in each part of its arithmetic.
  public static let elementwise = [
    "uniform", "uniform(low=-0.1, high=0.1)", "uniform(low=2.5, high=7.25)",
    "uniform(low=-3, high=-1)", "uniform(low=-3e38, high=3e38)", "uniform(low=-1e-40, high=2e-40)",
    "uniform(low=-5e-315, high=5e-315)", "normal", "normal(mean=1.5, std=0.3)",
    "normal(mean=0, std=1e-40)", "log_normal(mean=0, std=1)", "log_normal(mean=-85, std=5)",
    "trunc_normal", "trunc_normal(mean=0, std=1, low=3, high=4)",
    "trunc_normal(mean=0, std=1, low=-inf, high=0.5)",
    "trunc_normal(mean=0, std=1, low=0.5, high=0.51)",
    "trunc_normal(mean=0, std=1, low=6, high=inf)",
    "trunc_normal(mean=9, std=1, low=-1, high=2)", "exponential", "exponential(rate=4)", "cauchy",
    "cauchy(median=2, sigma=0.5)", "geometric(p=0.25)", "geometric(p=0.001)", "bernoulli",
    "bernoulli(p=0.1)", "random", "random(low=-3, high=100)", "random(low=0, high=90)",
    "random(low=0, high=3298534883328)", "xavier_uniform", "xavier_normal(gain=1.5)",
    "kaiming_uniform", "kaiming_normal(mode=fan_out, nonlinearity=tanh)",
    "kaiming_normal(slope=1e200)", "zeros", "ones", "constant(value=1)",
    "trunc_normal(std=0.02, cut=3)", "trunc_normal(std=0.02, cut=2, corrected=true)",
    "trunc_normal(mean=0.5, std=2, cut=4, corrected=true)", "truncated_normal",
    "truncated_normal(std=0.05, mean=1, cut=2.5)", "variance_scaling",
    "variance_scaling(scale=2, mode=fan_out, distribution=normal)",
    "variance_scaling(mode=fan_avg, distribution=uniform)",
    "variance_scaling(scale=0.5, mode=fan_geo_avg)", "lecun_uniform", "lecun_normal",
    "glorot_uniform", "glorot_normal", "he_uniform", "he_normal",
    "he_normal(in_axis=0, out_axis=1)", "xavier_uniform(transposed=true)",
    "kaiming_normal(mode=fan_out, groups=13)", "prior_bias", "prior_bias(p=0.3)",
    "log_uniform(low=0.001, high=0.1)", "log_uniform(low=1e-44, high=1)",
    "log_uniform(low=1, high=1.01)", "inverse_softplus_log_uniform",
    "inverse_softplus_log_uniform(low=0.01, high=60, floor=0.1)",
    "log_of_uniform(low=1, high=16)", "log_of_uniform(low=0, high=1)", "siren",
    "siren(omega=20, first=true)", "siren(in_axis=0, out_axis=1)",
  ]
  /// Those whose elements depend on their places, or on each other.
  public static let structured = [
    "sparse(sparsity=0.3, std=1)", "sparse(sparsity=0.9, std=0.01)", "eye", "orthogonal",
    "orthogonal(gain=0.5)", "unit_norm", "unit_norm(of=uniform(low=-1, high=3), axis=0)",
    "unit_norm(of=orthogonal)", "eye(gain=2)", "eye(gain=-0.3)", "arange",
    "arange(start=-3, step=2, axis=0)", "arange(start=0.1, step=0.37)", "log_arange",
    "log_arange(start=0.5, step=0.25, axis=0)",
  ]
  /// Initializers of kernels with channels.
  public static let convolutional = [
    "dirac", "dirac(groups=2)", "delta_orthogonal", "delta_orthogonal(gain=2)", "icnr",
    "icnr(factor=2, of=orthogonal)", "icnr(factor=2, of=unit_norm(of=uniform, axis=(1, 2)))",
    "unit_norm(of=normal, axis=(1, 2, 3))", "he_normal(groups=2)",
    "lecun_normal(in_axis=(2, 1), out_axis=0, batch_axis=3)",
    "glorot_normal(transposed=true, groups=2)", "variance_scaling(batch_axis=(0, -1))",
    "dirac(groups=2, gain=3)", "bilinear", "arange(axis=1)",
  ]
  /// Initializers of vectors.
  public static let vectors = [
    "rope_inverse_frequencies", "rope_inverse_frequencies(base=0.3)", "arange(step=3)",
  ]
  /// Initializers of positions by an even number of channels.
  public static let positions = [
    "sinusoidal", "sinusoidal(base=500000, layout=sines_then_cosines)",
    "sinusoidal(layout=sines_then_cosines, endpoint=true)",
  ]

  /// How many elements a shape has: a few, thousands, which are more groups of 64 and a part of one, or so many that
  /// they are worth several threads.
  public enum Size: Int, Sendable { case few, thousands, manyThreads }

  /// Each list with shapes of its kind, one of each size.
  private static let kinds: [(expressions: [String], shapes: [[Int]])] = [
    (elementwise, [[3, 4], [70, 130], [613, 517]]),
    (structured, [[3, 4], [70, 130], [613, 517]]),
    (convolutional, [[4, 3, 2], [70, 26, 5], [104, 61, 50]]), (vectors, [[6], [9101], [300_001]]),
    (positions, [[3, 4], [70, 130], [613, 518]]),
  ]

  /// The first call of an initializer, and a shape that it takes.
  public static func first(
    of name: String, _ size: Size = .few
  ) -> (expression: String, shape: [Int])? {
    for (expressions, shapes) in kinds {
      if let first = expressions.first(where: { self.name(of: $0) == name }) {
        return (first, shapes[size.rawValue])
      }
    }
    return nil
  }

  /// The names of all initializers that have a call here.
  public static var names: Set<String> { Set(kinds.flatMap(\.expressions).map(name)) }

  private static func name(of expression: String) -> String {
    String(expression.prefix { $0 != "(" })
  }
}
