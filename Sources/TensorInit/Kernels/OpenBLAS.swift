internal import COpenBLAS
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
  /// Whether OpenBLAS has had its memory.
  private static let isReady = Mutex(false)

  /// The most threads that it uses now.
  package static var threads: Int { Int(openblas_get_num_threads()) }

  /// Calls `body`, in which OpenBLAS uses this many threads at most, or fewer if it was told so.
  ///
  /// One call has OpenBLAS at a time, as the number is the process's; what others compute with OpenBLAS
  /// meanwhile has this limit too.
  ///
  /// - Throws: `outOfMemory` where OpenBLAS would not get its memory, for which it would ask forever.
  package static func withThreads(
    _ threads: Int, _ body: () throws(TensorInitError) -> Void
  ) throws(TensorInitError) {
    try isReady.withLock { isReady throws(TensorInitError) in
      let standard = openblas_get_num_threads()
      // OpenBLAS's own threads took theirs when it was loaded; the last of them may not have yet.
      if !isReady { try requireMemory(buffers: min(2, Int(standard))) }
      isReady = true
      openblas_set_num_threads(min(standard, Int32(clamping: threads)))
      defer { openblas_set_num_threads(standard) }
      try body()
    }
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
