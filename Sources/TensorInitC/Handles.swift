import TensorInit

/// A handle that keeps an object until ``release``.
func handle(_ object: some AnyObject) -> OpaquePointer {
  OpaquePointer(Unmanaged.passRetained(object).toOpaque())
}

/// The object behind a handle; `nil` for NULL.
func object<Object: AnyObject>(_ handle: OpaquePointer?, _: Object.Type) -> Object? {
  guard let handle else { return nil }
  return Unmanaged<Object>.fromOpaque(UnsafeRawPointer(handle)).takeUnretainedValue()
}

/// The object behind a handle that must not be NULL.
func required<Object: AnyObject>(
  _ handle: OpaquePointer?, _ kind: Object.Type, _ argument: String
) throws(TensorInitError) -> Object {
  guard let object = object(handle, kind) else { throw .null(argument) }
  return object
}

func release<Object: AnyObject>(_ handle: OpaquePointer?, _: Object.Type) {
  guard let handle else { return }
  Unmanaged<Object>.fromOpaque(UnsafeRawPointer(handle)).release()
}
