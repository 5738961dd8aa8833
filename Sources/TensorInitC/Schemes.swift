public import CTensorInit
import TensorInit

@c @implementation
public func ti_xavier_uniform(
  _ tensor: UnsafePointer<ti_tensor>?, _ gain: Double, _ generator: OpaquePointer?
) -> ti_status {
  initialize(tensor, "xavier_uniform", using: generator) { .xavierUniform(gain: gain) }
}

@c @implementation
public func ti_xavier_normal(
  _ tensor: UnsafePointer<ti_tensor>?, _ gain: Double, _ generator: OpaquePointer?
) -> ti_status {
  initialize(tensor, "xavier_normal", using: generator) { .xavierNormal(gain: gain) }
}

@c @implementation
public func ti_kaiming_uniform(
  _ tensor: UnsafePointer<ti_tensor>?, _ mode: ti_mode, _ code: ti_nonlinearity, _ slope: Double,
  _ generator: OpaquePointer?
) -> ti_status {
  initialize(tensor, "kaiming_uniform", using: generator) { () throws(TensorInitError) in
    try .kaimingUniform(
      nonlinearity: nonlinearity(code),
      mode: fanMode(mode), slope: slope)
  }
}

@c @implementation
public func ti_kaiming_normal(
  _ tensor: UnsafePointer<ti_tensor>?, _ mode: ti_mode, _ code: ti_nonlinearity, _ slope: Double,
  _ generator: OpaquePointer?
) -> ti_status {
  initialize(tensor, "kaiming_normal", using: generator) { () throws(TensorInitError) in
    try .kaimingNormal(
      nonlinearity: nonlinearity(code),
      mode: fanMode(mode), slope: slope)
  }
}

@c @implementation
public func ti_orthogonal(
  _ tensor: UnsafePointer<ti_tensor>?, _ gain: Double, _ generator: OpaquePointer?
) -> ti_status {
  initialize(tensor, "orthogonal", using: generator) { .orthogonal(gain: gain) }
}

@c @implementation
public func ti_sparse(
  _ tensor: UnsafePointer<ti_tensor>?, _ sparsity: Double, _ std: Double,
  _ generator: OpaquePointer?
) -> ti_status {
  initialize(tensor, "sparse", using: generator) { .sparse(sparsity: sparsity, std: std) }
}

@c @implementation
public func ti_gain(
  _ code: ti_nonlinearity, _ slope: Double, _ gain: UnsafeMutablePointer<Double>?
) -> ti_status {
  status(of: "gain") { () throws(TensorInitError) in
    guard let gain else { throw .null("gain") }
    gain.pointee = try nonlinearity(code).gain(slope: slope)
  }
}

private func nonlinearity(
  _ code: ti_nonlinearity
) throws(TensorInitError) -> Nonlinearity {
  switch Int(code) {
  case TI_LEAKY_RELU: .leakyReLU
  case TI_RELU: .relu
  case TI_LINEAR: .linear
  case TI_SIGMOID: .sigmoid
  case TI_TANH: .tanh
  case TI_SELU: .selu
  default:
    throw .code("nonlinearity", code, "one of the TI_ nonlinearities, 0...5")
  }
}

private func fanMode(_ code: ti_mode) throws(TensorInitError) -> FanMode {
  switch Int(code) {
  case TI_FAN_IN: .fanIn
  case TI_FAN_OUT: .fanOut
  default: throw .code("mode", code, "TI_FAN_IN or TI_FAN_OUT")
  }
}
