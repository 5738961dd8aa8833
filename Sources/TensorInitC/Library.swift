public import CTensorInit
import Synchronization
import TensorInit

@c @implementation
public func ti_stream_version() -> Int32 { Int32(Generator.streamVersion) }

/// The most threads that one call uses.
enum ThreadCount {
  /// 0 for the standard number.
  fileprivate static let chosen = Atomic<Int>(0)

  static var current: Int? {
    let count = chosen.load(ordering: .relaxed)
    return count == 0 ? nil : count
  }
}

@c @implementation
public func ti_set_thread_count(_ count: Int32) -> ti_status {
  status(of: "set_thread_count") { () throws(TensorInitError) in
    guard count >= 0 else {
      throw .code("count", count, "a number of 0 or more")
    }
    ThreadCount.chosen.store(Int(count), ordering: .relaxed)
  }
}
