public import CTensorInit
import TensorInit

@c @implementation
public func ti_zeros(_ tensor: UnsafePointer<ti_tensor>?) -> ti_status {
  initialize(tensor, "zeros") { .zeros }
}

@c @implementation
public func ti_ones(_ tensor: UnsafePointer<ti_tensor>?) -> ti_status {
  initialize(tensor, "ones") { .ones }
}

@c @implementation
public func ti_constant(_ tensor: UnsafePointer<ti_tensor>?, _ value: Double) -> ti_status {
  initialize(tensor, "constant") { .constant(value) }
}

@c @implementation
public func ti_eye(_ tensor: UnsafePointer<ti_tensor>?) -> ti_status {
  initialize(tensor, "eye") { .eye }
}

@c @implementation
public func ti_dirac(_ tensor: UnsafePointer<ti_tensor>?, _ groups: Int64) -> ti_status {
  initialize(tensor, "dirac") { .dirac(groups: Int(clamping: groups)) }
}
