internal import COpenBLAS
internal import Dispatch
import Synchronization

/// OpenBLAS: its functions, and its threads and memory, which are those of the whole process.
///
/// It is loaded by the first call that needs it: from then on it has threads and takes memory, and where it
/// can't get that it asks forever, at the process's end too.
package enum OpenBLAS {
  /// The most threads that it uses now.
  package static var threads: Int { Int(functions.threadCount()) }

  /// Calls `body`, in which OpenBLAS uses this many threads at most, or fewer if it was told so.
  ///
  /// Calls that allow one thread share OpenBLAS; another has it alone, as the number is the process's. What
  /// others compute with OpenBLAS meanwhile has this limit too.
  ///
  /// - Throws: `outOfMemory` where OpenBLAS would not get its memory, `fileFailure` where it can't be loaded.
  package static func withThreads(
    _ threads: Int, _ body: () throws(TensorInitError) -> Void
  ) throws(TensorInitError) {
    try ForkGate.shared.holdingOff { () throws(TensorInitError) in
      try withThreadsUntilFork(threads, body)
    }
  }

  private static func withThreadsUntilFork(
    _ threads: Int, _ body: () throws(TensorInitError) -> Void
  ) throws(TensorInitError) {
    if threads == 1 {
      try sharers.withLock { sharers throws(TensorInitError) in
        if sharers.count == 0 { sharers.standard = try takeOver(threads: 1) }
        do throws(TensorInitError) {
          try prepare(callers: sharers.count + 1)
        } catch {
          if sharers.count == 0 { handBack(standard: sharers.standard) }
          throw error
        }
        sharers.count += 1
      }
      defer {
        sharers.withLock { sharers in
          sharers.count -= 1
          if sharers.count == 0 { handBack(standard: sharers.standard) }
        }
      }
      try body()
    } else {
      let standard = try takeOver(threads: threads)
      defer { handBack(standard: standard) }
      try prepare(callers: 1)
      try body()
    }
  }

  /// The calls in `body` now that share OpenBLAS, and its number of threads before the first of them.
  private static let sharers = Mutex((count: 0, standard: Int32(0)))

  /// Free while no call has OpenBLAS.
  ///
  /// The sharer that gives it back may be on another thread than the one that took it, which no lock allows.
  private static let isFree = DispatchSemaphore(value: 1)

  /// Waits for OpenBLAS and limits its threads.
  ///
  /// - Returns: Their number before.
  private static func takeOver(threads: Int) throws(TensorInitError) -> Int32 {
    isFree.wait()
    do throws(TensorInitError) {
      try load()
    } catch {
      isFree.signal()
      throw error
    }
    let standard = functions.threadCount()
    functions.setThreadCount(min(standard, Int32(clamping: threads)))
    return standard
  }

  private static func handBack(standard: Int32) {
    functions.setThreadCount(standard)
    isFree.signal()
  }
}

// MARK: - Functions

extension OpenBLAS {
  private struct Functions: Sendable {
    private let sscal: openblas_sscal
    fileprivate let threadCount: openblas_thread_count
    fileprivate let setThreadCount: openblas_set_thread_count
    // These are in no header, but have been there since OpenBLAS was GotoBLAS.
    private let takeBuffer: @convention(c) (Int32) -> UnsafeMutableRawPointer?
    private let giveBufferBack: @convention(c) (UnsafeMutableRawPointer?) -> Void

    fileprivate init(_ library: DynamicLibrary) throws(TensorInitError) {
      sscal = try library.function("cblas_sscal")
      threadCount = try library.function("openblas_get_num_threads")
      setThreadCount = try library.function("openblas_set_num_threads")
      takeBuffer = try library.function("blas_memory_alloc")
      giveBufferBack = try library.function("blas_memory_free")
    }

    /// Has OpenBLAS take so many buffers now, which it keeps for calls to come.
    fileprivate func takeBuffers(_ count: Int) {
      for buffer in (0..<count).map({ _ in takeBuffer(0) }) { giveBufferBack(buffer) }
    }

    /// Gives each of OpenBLAS's threads some work.
    ///
    /// They take their memory when they first run, and until they have, nobody else may have what was
    /// found to be there for them.
    fileprivate func runAllThreads() throws(TensorInitError) {
      // From this many elements on, OpenBLAS splits them over all threads.
      let count = 1 << 21
      let storage = try Storage(byteCount: count * MemoryLayout<Float>.stride)
      let elements = storage.base.bindMemory(to: Float.self, capacity: count)
      elements.initialize(repeating: 0, count: count)
      sscal(Int32(count), 2, elements, 1)
      withExtendedLifetime(storage) {}
    }
  }

  /// Its functions, to be called within ``withThreads(_:_:)``.
  private static var functions: Functions {
    guard let functions = loaded.withLock(\.self) else {
      preconditionFailure("OpenBLAS is called within `withThreads`")
    }
    return functions
  }

  private static let loaded = Mutex<Functions?>(nil)

  private static func load() throws(TensorInitError) {
    try loaded.withLock { functions throws(TensorInitError) in
      guard functions == nil else { return }
      let new = try OpenBLASMemory.whileLoading { () throws(TensorInitError) in
        try Functions(DynamicLibrary("libopenblas.so.0"))
      }
      // Forks wait before OpenBLAS ends its threads for them.
      ForkGate.register()
      try new.runAllThreads()
      functions = new
    }
  }

  /// For how many threads that call it at the same time OpenBLAS has memory.
  private static let preparedCallers = Mutex(0)

  private static func prepare(callers: Int) throws(TensorInitError) {
    try preparedCallers.withLock { prepared throws(TensorInitError) in
      guard callers > prepared else { return }
      try OpenBLASMemory.require(buffers: callers - prepared)
      functions.takeBuffers(callers)
      prepared = callers
    }
  }
}
