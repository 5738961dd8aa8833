#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Work that a fork of the process waits for, as it holds locks that nobody would release in the child.
///
/// A fork waits for some seconds at most; then it goes ahead, and the child can't use what is being used.
final class ForkGate: @unchecked Sendable {
  static let shared = ForkGate()

  private static let mostSeconds = 30

  /// Held by work as readers and by a fork as a writer.
  private let lock = UnsafeMutablePointer<pthread_rwlock_t>.allocate(capacity: 1)
  /// The thread that forks, while it has the lock.
  private var forking: pthread_t?

  private init() {
    pthread_rwlock_init(lock, nil)
    // Before the pool's own lock is taken, and so after the pool has registered: the last is called first.
    _ = ThreadPool.shared
    Self.register()
  }

  /// Has forks wait before they do what was registered until now.
  static func register() {
    pthread_atfork(
      { ForkGate.shared.close() }, { ForkGate.shared.open() }, { ForkGate.shared.reset() })
  }

  /// Calls `body`, which may do the same.
  func holdingOff<Result>(
    _ body: () throws(TensorInitError) -> Result
  ) throws(TensorInitError) -> Result {
    pthread_rwlock_rdlock(lock)
    defer { pthread_rwlock_unlock(lock) }
    return try body()
  }

  private func close() {
    // It may be registered several times.
    guard forking != pthread_self() else { return }
    var end = timespec()
    clock_gettime(CLOCK_REALTIME, &end)
    end.tv_sec += Self.mostSeconds
    if pthread_rwlock_timedwrlock(lock, &end) == 0 { forking = pthread_self() }
  }

  private func open() {
    guard forking == pthread_self() else { return }
    forking = nil
    pthread_rwlock_unlock(lock)
  }

  private func reset() {
    forking = nil
    pthread_rwlock_init(lock, nil)
  }
}
