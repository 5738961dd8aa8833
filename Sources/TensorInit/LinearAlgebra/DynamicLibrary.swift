#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A library that is loaded when it is first needed, and then stays: what it takes when it is loaded, those
/// who don't need it never pay for.
struct DynamicLibrary {
  private let name: String
  private let handle: UnsafeMutableRawPointer

  /// - Parameter name: The file's name, which the system's loader looks for.
  /// - Throws: `fileFailure` where it is not there or can't be loaded.
  init(_ name: String) throws(TensorInitError) {
    guard let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) else {
      throw .fileFailure(path: name, operation: "load", reason: Self.reason())
    }
    self.name = name
    self.handle = handle
  }

  /// The function of this name.
  ///
  /// - Parameter type: Its type in C, as the library's header has it; nothing can check that.
  /// - Throws: `fileFailure` where the library has none.
  func function<Function>(
    _ symbol: String, as type: Function.Type = Function.self
  ) throws(TensorInitError) -> Function {
    guard let address = dlsym(handle, symbol) else {
      throw .fileFailure(path: name, operation: "find '\(symbol)'", reason: Self.reason())
    }
    return unsafeBitCast(address, to: type)
  }

  private static func reason() -> String {
    dlerror().map { String(cString: $0) } ?? "for an unknown reason"
  }
}
