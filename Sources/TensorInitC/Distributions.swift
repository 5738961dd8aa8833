public import CTensorInit
import TensorInit

@c @implementation
public func ti_uniform(
  _ tensor: UnsafePointer<ti_tensor>?, _ low: Double, _ high: Double, _ generator: OpaquePointer?
) -> ti_status {
  initialize(tensor, "uniform", using: generator) { .uniform(low: low, high: high) }
}

@c @implementation
public func ti_normal(
  _ tensor: UnsafePointer<ti_tensor>?, _ mean: Double, _ std: Double, _ generator: OpaquePointer?
) -> ti_status {
  initialize(tensor, "normal", using: generator) { .normal(mean: mean, std: std) }
}

@c @implementation
public func ti_trunc_normal(
  _ tensor: UnsafePointer<ti_tensor>?, _ mean: Double, _ std: Double, _ low: Double, _ high: Double,
  _ generator: OpaquePointer?
) -> ti_status {
  initialize(tensor, "trunc_normal", using: generator) {
    .truncatedNormal(mean: mean, std: std, low: low, high: high)
  }
}

@c @implementation
public func ti_cauchy(
  _ tensor: UnsafePointer<ti_tensor>?, _ median: Double, _ sigma: Double,
  _ generator: OpaquePointer?
) -> ti_status {
  initialize(tensor, "cauchy", using: generator) { .cauchy(median: median, sigma: sigma) }
}

@c @implementation
public func ti_exponential(
  _ tensor: UnsafePointer<ti_tensor>?, _ rate: Double, _ generator: OpaquePointer?
) -> ti_status {
  initialize(tensor, "exponential", using: generator) { .exponential(rate: rate) }
}

@c @implementation
public func ti_geometric(
  _ tensor: UnsafePointer<ti_tensor>?, _ p: Double, _ generator: OpaquePointer?
) -> ti_status {
  initialize(tensor, "geometric", using: generator) { .geometric(p: p) }
}

@c @implementation
public func ti_log_normal(
  _ tensor: UnsafePointer<ti_tensor>?, _ mean: Double, _ std: Double, _ generator: OpaquePointer?
) -> ti_status {
  initialize(tensor, "log_normal", using: generator) { .logNormal(mean: mean, std: std) }
}

@c @implementation
public func ti_random(
  _ tensor: UnsafePointer<ti_tensor>?, _ low: Int64, _ high: Int64, _ generator: OpaquePointer?
) -> ti_status {
  initialize(tensor, "random", using: generator) {
    .random(low: low, high: high == .min ? nil : high)
  }
}

@c @implementation
public func ti_bernoulli(
  _ tensor: UnsafePointer<ti_tensor>?, _ p: Double, _ generator: OpaquePointer?
) -> ti_status {
  initialize(tensor, "bernoulli", using: generator) { .bernoulli(p: p) }
}
