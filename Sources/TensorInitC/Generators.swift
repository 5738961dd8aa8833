import CTensorInit
import TensorInit

/// The generator behind a handle; the process-wide standard one for NULL.
func generator(_ handle: OpaquePointer?) -> Generator {
  object(handle, Generator.self) ?? .default
}

@c @implementation
public func ti_generator_create(
  _ algorithm: UnsafePointer<CChar>?, _ seed: UInt64
) -> OpaquePointer? {
  value(of: "generator_create") { () throws(TensorInitError) in
    handle(Generator(algorithm: try algorithmNamed(algorithm), seed: seed))
  }
}

@c @implementation
public func ti_generator_create_version(
  _ algorithm: UnsafePointer<CChar>?, _ seed: UInt64, _ streamVersion: Int32
) -> OpaquePointer? {
  value(of: "generator_create_version") { () throws(TensorInitError) in
    handle(
      try Generator(
        algorithm: try algorithmNamed(algorithm), seed: seed, streamVersion: Int(streamVersion)))
  }
}

/// The algorithm of a name; the standard one for NULL.
func algorithmNamed(
  _ name: UnsafePointer<CChar>?
) throws(TensorInitError) -> Generator.Algorithm {
  guard name != nil else { return .standard }
  return try Generator.Algorithm(named: try text(name, "algorithm"))
}

@c @implementation
public func ti_generator_stream(
  _ parent: OpaquePointer?, _ name: UnsafePointer<CChar>?
) -> OpaquePointer? {
  value(of: "generator_stream") { () throws(TensorInitError) in
    handle(generator(parent).stream(named: try text(name, "name")))
  }
}

@c @implementation
public func ti_generator_copy(_ original: OpaquePointer?) -> OpaquePointer? {
  handle(generator(original).copy())
}

@c @implementation
public func ti_generator_reseed(_ handle: OpaquePointer?, _ seed: UInt64) {
  generator(handle).reseed(seed)
}

@c @implementation
public func ti_generator_seed(_ handle: OpaquePointer?) -> UInt64 { generator(handle).seed }

@c @implementation
public func ti_generator_state(
  _ handle: OpaquePointer?, _ bytes: UnsafeMutableRawPointer?, _ capacity: Int64
) -> Int64 {
  let state = generator(handle).state
  if let bytes, capacity >= state.count {
    bytes.copyMemory(from: state, byteCount: state.count)
  }
  return Int64(state.count)
}

@c @implementation
public func ti_generator_restore(
  _ bytes: UnsafeRawPointer?, _ byteCount: Int64
) -> OpaquePointer? {
  value(of: "generator_restore") { () throws(TensorInitError) in
    guard let bytes else { throw .null("bytes") }
    // More than any state has is none, and need not be there to be read.
    guard (0...longestState).contains(byteCount) else {
      throw .code("byte_count", byteCount, "the size of a generator's state")
    }
    let state = [UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(byteCount)))
    return handle(try Generator(state: state))
  }
}

/// Of some hundred million names.
private let longestState: Int64 = 1 << 32

@c @implementation
public func ti_generator_free(_ handle: OpaquePointer?) { release(handle, Generator.self) }
