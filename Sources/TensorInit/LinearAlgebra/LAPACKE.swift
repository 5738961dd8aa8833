internal import CLAPACKE
import Synchronization

/// The functions of LAPACKE that are called, loaded with it by the first call.
struct LAPACKE: Sendable {
  let sgeqrf: lapacke_sgeqrf
  let dgeqrf: lapacke_dgeqrf
  let sorgqr: lapacke_sorgqr
  let dorgqr: lapacke_dorgqr
  let dgesdd: lapacke_dgesdd

  private init(_ library: DynamicLibrary) throws(TensorInitError) {
    sgeqrf = try library.function("LAPACKE_sgeqrf_work")
    dgeqrf = try library.function("LAPACKE_dgeqrf_work")
    sorgqr = try library.function("LAPACKE_sorgqr_work")
    dorgqr = try library.function("LAPACKE_dorgqr_work")
    dgesdd = try library.function("LAPACKE_dgesdd_work")
  }

  private static let loaded = Mutex<LAPACKE?>(nil)

  /// - Throws: `fileFailure` where it can't be loaded.
  static func functions() throws(TensorInitError) -> LAPACKE {
    try loaded.withLock { functions throws(TensorInitError) in
      if let functions { return functions }
      let new = try LAPACKE(DynamicLibrary("liblapacke.so.3"))
      functions = new
      return new
    }
  }
}

// MARK: - Calls

extension LAPACKE {
  /// Calls a routine of LAPACK with the work space that it asks for.
  ///
  /// It tells the size where the count is -1.
  static func run<Scalar: BinaryFloatingPoint>(
    _ routine: String, _ body: (UnsafeMutablePointer<Scalar>, Int32) -> Int32
  ) throws(TensorInitError) {
    var wanted: Scalar = 0
    try require(routine, body(&wanted, -1))
    let count = Int32(clamping: Int(wanted))
    let work = try Storage(byteCount: Int(count) * MemoryLayout<Scalar>.stride)
    try require(routine, body(work.base.bindMemory(to: Scalar.self, capacity: Int(count)), count))
    withExtendedLifetime(work) {}
  }

  private static func require(_ routine: String, _ info: Int32) throws(TensorInitError) {
    guard info == 0 else { throw .linearAlgebraFailure(routine: routine, info: Int(info)) }
  }
}
