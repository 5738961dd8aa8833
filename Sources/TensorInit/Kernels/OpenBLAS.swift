internal import COpenBLAS
internal import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// OpenBLAS's threads and memory, which are those of the whole process.
package enum OpenBLAS {
  /// The most threads that it uses now.
  package static var threads: Int { Int(openblas_get_num_threads()) }

  /// Calls `body`, in which OpenBLAS uses this many threads at most, or fewer if it was told so.
  ///
  /// Calls that allow one thread share OpenBLAS; another has it alone, as the number is the process's. What
  /// others compute with OpenBLAS meanwhile has this limit too.
  ///
  /// - Throws: `outOfMemory` where OpenBLAS would not get its memory, for which it would ask forever.
  package static func withThreads(
    _ threads: Int, _ body: () throws(TensorInitError) -> Void
  ) throws(TensorInitError) {
    if threads == 1 {
      try sharers.withLock { sharers throws(TensorInitError) in
        if sharers.count == 0 { sharers.standard = try takeOver(threads: 1) }
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
      try body()
    }
  }

  /// The calls in `body` now that share OpenBLAS, and its number of threads before the first of them.
  private static let sharers = Mutex((count: 0, standard: Int32(0)))

  /// Free while no call has OpenBLAS.
  ///
  /// The sharer that gives it back may be on another thread than the one that took it, which no lock allows.
  private static let isFree = DispatchSemaphore(value: 1)

  /// Whether OpenBLAS has had its memory.
  private static let isReady = Atomic(false)

  /// Waits for OpenBLAS and limits its threads.
  ///
  /// - Returns: Their number before.
  private static func takeOver(threads: Int) throws(TensorInitError) -> Int32 {
    isFree.wait()
    let standard = openblas_get_num_threads()
    do throws(TensorInitError) {
      // OpenBLAS's own threads took theirs when it was loaded; the last of them may not have yet.
      if !isReady.load(ordering: .relaxed) { try requireMemory(buffers: min(2, Int(standard))) }
    } catch {
      isFree.signal()
      throw error
    }
    isReady.store(true, ordering: .relaxed)
    openblas_set_num_threads(min(standard, Int32(clamping: threads)))
    return standard
  }

  private static func handBack(standard: Int32) {
    openblas_set_num_threads(standard)
    isFree.signal()
  }

  /// The size of the buffer that each of OpenBLAS's threads keeps from its first use on.
  ///
  /// That is 2^27 bytes and a page to align them, of which none is touched before it is needed.
  private static let bufferByteCount = 1 << 27 + 1 << 16

  /// Takes so many buffers and gives them back.
  private static func requireMemory(buffers: Int) throws(TensorInitError) {
    var regions: [UnsafeMutableRawPointer] = []
    defer { for region in regions { munmap(region, bufferByteCount) } }
    for _ in 0..<buffers {
      let region = mmap(
        nil, bufferByteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
      guard let region, region != MAP_FAILED else {
        throw .outOfMemory(byteCount: buffers * bufferByteCount)
      }
      regions.append(region)
    }
  }
}
