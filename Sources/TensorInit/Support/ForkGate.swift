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

  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let hasChanged = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  /// Whether this thread's work is part of some that holds off forks already.
  private var isWithin = pthread_key_t()
  // All of these belong to who has the lock.
  private var works = 0
  private var isClosed = false
  /// The thread that has closed the gate.
  private var forking: pthread_t?

  private init() {
    pthread_key_create(&isWithin, nil)
    reset()
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
    // Whoever waited for a fork that waits for the work around it would wait for ever.
    if pthread_getspecific(isWithin) != nil { return try body() }
    pthread_mutex_lock(lock)
    while isClosed { pthread_cond_wait(hasChanged, lock) }
    works += 1
    pthread_mutex_unlock(lock)
    stayWithin()
    defer {
      pthread_setspecific(isWithin, nil)
      pthread_mutex_lock(lock)
      works -= 1
      if works == 0 { pthread_cond_broadcast(hasChanged) }
      pthread_mutex_unlock(lock)
    }
    return try body()
  }

  /// Says that what this thread does is part of others' work from now on.
  func stayWithin() {
    pthread_setspecific(isWithin, UnsafeRawPointer(lock))
  }

  private func close() {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    // It may be registered several times.
    if isClosed, forking == pthread_self() { return }
    while isClosed { pthread_cond_wait(hasChanged, lock) }
    isClosed = true
    forking = pthread_self()
    var end = timespec()
    clock_gettime(CLOCK_REALTIME, &end)
    end.tv_sec += Self.mostSeconds
    // A thread that forks within its own work can't wait for that.
    let own = pthread_getspecific(isWithin) == nil ? 0 : 1
    while works > own, pthread_cond_timedwait(hasChanged, lock, &end) == 0 {}
  }

  private func open() {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    guard isClosed, forking == pthread_self() else { return }
    isClosed = false
    pthread_cond_broadcast(hasChanged)
  }

  /// Begins with the work of the one thread that a new process has.
  private func reset() {
    pthread_mutex_init(lock, nil)
    pthread_cond_init(hasChanged, nil)
    works = pthread_getspecific(isWithin) == nil ? 0 : 1
    isClosed = false
  }
}
