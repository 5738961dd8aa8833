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
    let (shape, dtype) = try wholeShapeAndDType(tensor)
    let initializer = try Initializer(try text(expression, "expression"))
    let algorithm = generator(handle).algorithm
    isDivisible.pointee =
      try initializer.isDivisible(shape: shape, dtype: dtype, for: algorithm) ? 1 : 0
  }
}
