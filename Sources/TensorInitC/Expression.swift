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

@c @implementation
public func ti_is_divisible(
  _ tensor: UnsafePointer<ti_tensor>?, _ expression: UnsafePointer<CChar>?,
  _ handle: OpaquePointer?, _ isDivisible: UnsafeMutablePointer<Int32>?
) -> ti_status {
  status(of: "is_divisible") { () throws(TensorInitError) in
    guard let isDivisible else { throw .null("is_divisible") }
    let algorithm = generator(handle).algorithm
    let (initializer, shape, dtype) = try check(
      tensor, for: algorithm
    ) { () throws(TensorInitError) in
      try Initializer(try text(expression, "expression"))
    }
    isDivisible.pointee =
      try initializer.isDivisible(shape: shape, dtype: dtype, for: algorithm) ? 1 : 0
  }
}
