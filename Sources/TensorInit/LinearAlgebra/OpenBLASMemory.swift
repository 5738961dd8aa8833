#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What OpenBLAS takes of memory and threads, which it has no error for: tried before it does.
enum OpenBLASMemory {
  /// The size of the buffer that each thread in OpenBLAS keeps from its first use on.
  ///
  /// That is 2^27 bytes and a page to align them, of which none is touched before it is needed.
  private static let bufferByteCount = 1 << 27 + 1 << 16

  /// More than the code and data of OpenBLAS and of the libraries that it needs.
  private static let libraryByteCount = 1 << 26

  /// Takes so many buffers and gives them back.
  ///
  /// - Throws: `outOfMemory` where they can't be had.
  static func require(buffers: Int) throws(TensorInitError) {
    try Memory.require(byteCount: buffers * bufferByteCount)
  }

  /// Loads OpenBLAS by `load`, with as many threads as it would have, or with none of its own where the system
  /// doesn't have them.
  ///
  /// - Throws: `outOfMemory` where it would not get its memory, and what `load` throws.
  static func whileLoading<Library>(
    _ load: () throws(TensorInitError) -> Library
  ) throws(TensorInitError) -> Library {
    let workers = workerCount
    if workers > 0, hasRoom(forWorkers: workers) { return try load() }
    try Memory.require(byteCount: byteCount(withWorkers: 0))
    if workers == 0 { return try load() }
    // OpenBLAS asks the environment alone, and while it is loaded.
    let name = "OPENBLAS_NUM_THREADS"
    let before = getenv(name).map { String(cString: $0) }
    setenv(name, "1", 1)
    defer { if let before { setenv(name, before, 1) } else { unsetenv(name) } }
    return try load()
  }

  /// Whether OpenBLAS could be loaded with so many threads of its own.
  private static func hasRoom(forWorkers workers: Int) -> Bool {
    var canStart = false
    try? Memory.whileTaken(byteCount: byteCount(withWorkers: workers)) {
      canStart = Self.canStart(threads: workers)
    }
    return canStart
  }

  private static func byteCount(withWorkers workers: Int) -> Int {
    libraryByteCount + (workers + 1) * bufferByteCount
  }

  /// The threads that OpenBLAS starts: one a core without that of the caller, or as its environment says.
  private static var workerCount: Int {
    let processInfo = ProcessInfo.processInfo
    let cores = processInfo.activeProcessorCount
    let names = ["OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS"]
    let wanted = names.lazy.compactMap { processInfo.environment[$0].flatMap { Int($0) } }
      .first { $0 > 0 }
    return min(wanted ?? cores, cores) - 1
  }

  /// Whether so many threads can be started now, with the stack that the system gives them.
  private static func canStart(threads count: Int) -> Bool {
    // They all wait for it, so that they are there at the same time.
    let gate = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    defer { gate.deallocate() }
    pthread_mutex_init(gate, nil)
    pthread_mutex_lock(gate)
    var threads: [pthread_t] = []
    for _ in 0..<count {
      var thread = pthread_t()
      let code = pthread_create(
        &thread, nil,
        { gate in
          guard let gate = gate?.assumingMemoryBound(to: pthread_mutex_t.self) else { return nil }
          pthread_mutex_lock(gate)
          pthread_mutex_unlock(gate)
          return nil
        }, gate)
      if code != 0 { break }
      threads.append(thread)
    }
    pthread_mutex_unlock(gate)
    for thread in threads { pthread_join(thread, nil) }
    return threads.count == count
  }
}
