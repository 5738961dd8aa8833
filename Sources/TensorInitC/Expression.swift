public import CTensorInit
import TensorInit

@c @implementation
public func ti_fill(
  _ tensor: UnsafePointer<ti_tensor>?, _ expression: UnsafePointer<CChar>?,
  _ generator: OpaquePointer?
) -> ti_status {
  initialize(tensor, "fill", using: generator) { () throws(TensorInitError) in
    try Initializer(try text(expression, "expression"))
  }
}
