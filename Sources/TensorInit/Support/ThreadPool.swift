#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The process's threads that work is split over: one a core, with the one that calls.
///
/// They are started by the first call that needs them and then wait for the next. Where the system has no
/// thread left to start, those that are there do the work, and the calling one if there is none. They take
/// no file descriptors and no signals, and a child that a fork makes starts its own.
final class ThreadPool: @unchecked Sendable {
  static let shared = ThreadPool()

  /// Work that a call waits for; it stays at its address until no thread is at it.
  private struct Job {
    /// Nobody writes to it while threads call it without the lock.
    let body: UnsafePointer<(Int) -> Void>
    /// The items that are not taken yet.
    var items: Range<Int>
    /// How many of the pool's threads are at it.
    var helpers = 0
  }

  let cores = ProcessInfo.processInfo.activeProcessorCount
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let hasWork = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let isLeft = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  // All of these belong to who has the lock.
  private var threads = 0
  /// Those with items that are not taken yet.
  private var jobs: [UnsafeMutablePointer<Job>] = []

  private init() {
    reset()
    pthread_atfork(
      { pthread_mutex_lock(ThreadPool.shared.lock) },
      { pthread_mutex_unlock(ThreadPool.shared.lock) },
      { ThreadPool.shared.reset() })
  }

  /// Begins without threads and work: a new process has neither.
  private func reset() {
    pthread_mutex_init(lock, nil)
    pthread_cond_init(hasWork, nil)
    pthread_cond_init(isLeft, nil)
    threads = 0
    jobs = []
  }

  /// Calls `body` with each of 0 ..< count, at the same time as far as there are threads.
  func perform(_ count: Int, _ body: (Int) -> Void) {
    guard count > 1, cores > 1 else {
      for item in 0..<count { body(item) }
      return
    }
    // Made here and not by a thread of the pool: a child of a fork meanwhile would wait for that one for ever.
    _ = ForkGate.shared
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { body in
        var job = Job(body: body, items: 0..<count)
        withUnsafeMutablePointer(to: &job) { perform($0) }
      }
    }
  }

  private func perform(_ job: UnsafeMutablePointer<Job>) {
    pthread_mutex_lock(lock)
    let helpers = min(job.pointee.items.count, cores) - 1
    startThreads(atLeast: helpers)
    jobs.append(job)
    for _ in 0..<helpers { pthread_cond_signal(hasWork) }
    work(on: job)
    while job.pointee.helpers > 0 { pthread_cond_wait(isLeft, lock) }
    pthread_mutex_unlock(lock)
  }

  /// Takes items of a job until none is left, without the lock while at one.
  private func work(on job: UnsafeMutablePointer<Job>) {
    let body = job.pointee.body
    while let item = job.pointee.items.popFirst() {
      if job.pointee.items.isEmpty { jobs.removeAll { $0 == job } }
      pthread_mutex_unlock(lock)
      Self.call(body, item)
      pthread_mutex_lock(lock)
    }
  }

  /// A call of its own, at whose end the thread has let go of the body, which must not outlive the job.
  @inline(never)
  private static func call(_ body: UnsafePointer<(Int) -> Void>, _ item: Int) {
    body.pointee(item)
  }

  private func serve() -> Never {
    // Who waits for what this thread does holds off forks where that is needed.
    ForkGate.shared.stayWithin()
    pthread_mutex_lock(lock)
    while true {
      guard let job = jobs.first else {
        pthread_cond_wait(hasWork, lock)
        continue
      }
      job.pointee.helpers += 1
      work(on: job)
      job.pointee.helpers -= 1
      if job.pointee.helpers == 0 { pthread_cond_broadcast(isLeft) }
    }
  }

  /// Starts threads until there are so many, or until one can't be had.
  private func startThreads(atLeast wanted: Int) {
    guard threads < wanted else { return }
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return }
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, 1 << 20)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    // The process's handlers are for its own threads; new ones block what the starting one does.
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    while threads < wanted {
      var thread = pthread_t()
      guard pthread_create(&thread, &attributes, { _ in ThreadPool.shared.serve() }, nil) == 0
      else { return }
      threads += 1
    }
  }
}
