import Foundation
import TensorInit

/// How fast orthogonal matrices are, as a share of the speed of OpenBLAS's products of large matrices.
///
/// Counted are the operations that the columns of a product of reflectors take at least, which LAPACK's orgqr takes.
struct ProductShare {
  let algorithm: Generator.Algorithm
  let rounds: Int

  /// As Markdown.
  static let header = """
    | initializer | dtype | shape | threads | time | GFLOP/s | OpenBLAS's GFLOP/s | share |
    | --- | --- | --- | ---: | ---: | ---: | ---: | ---: |
    """

  /// Alternates fills with products.
  func row(of workload: Workload, threads: Int) async throws -> String {
    let initializer = try Initializer(workload.initializer)
    let generator = Generator(algorithm: algorithm, seed: 42)
    let tensor = try Tensor(zeros: workload.shape, dtype: DType(named: workload.dtype))
    let product = try MatrixProduct(threads: threads)
    func fill() throws {
      try tensor.initialize(initializer, using: generator, threads: threads)
    }
    let clock = ContinuousClock()
    let parties: [Contest.Party] = [
      { repetitions in
        // OpenBLAS's threads have let the cores go to sleep, out of which they come after a while.
        let deadline = clock.now + .milliseconds(100)
        while clock.now < deadline { try fill() }
        return try Contest.seconds(of: repetitions) { _ in try fill() }
      },
      { repetitions in
        let seconds = Contest.seconds(of: repetitions) { _ in product.compute() }
        Contest.waitForThreads()
        return seconds
      },
    ]
    let timings = try await Contest.alternate(parties, rounds: rounds).map(Timing.init)
    let speed = Self.operations(workload.shape) / timings[0].seconds
    let possible = MatrixProduct.operations / timings[1].seconds
    let cells = [
      "`\(workload.initializer)`", workload.dtype, workload.shapeText, "\(threads)",
      timings[0].seconds.time, (speed * 1e-9).short, (possible * 1e-9).short,
      (speed / possible).short,
    ]
    return "| \(cells.joined(separator: " | ")) |"
  }

  private static func operations(_ shape: Shape) -> Double {
    let (rows, columns) = (Double(shape[0]), Double(shape.dropFirst().reduce(1, *)))
    let (m, n) = (max(rows, columns), min(rows, columns))
    return 4 * m * n * n - 2 * (m + n) * n * n + 4 * n * n * n / 3
  }
}

/// OpenBLAS's product of two large matrices of float32.
private final class MatrixProduct {
  private typealias Product =
    @convention(c) (
      _ order: Int32, _ first: Int32, _ second: Int32, _ rows: Int32, _ columns: Int32,
      _ inner: Int32,
      _ factor: Float, UnsafePointer<Float>, Int32, UnsafePointer<Float>, Int32, _ addend: Float,
      UnsafeMutablePointer<Float>, Int32
    ) -> Void

  private static let size = 2048
  static var operations: Double { 2 * Double(size * size * size) }

  private let sgemm: Product
  private let factors = [Float](repeating: 0.5, count: size * size)
  private var result = [Float](repeating: 0, count: size * size)

  /// - Throws: Where OpenBLAS can't be loaded.
  init(threads: Int) throws {
    guard let library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL),
      let sgemm = dlsym(library, "cblas_sgemm"),
      let setThreads = dlsym(library, "openblas_set_num_threads")
    else {
      throw TensorInitError.fileFailure(
        path: "libopenblas.so.0", operation: "load",
        reason: dlerror().map { String(cString: $0) } ?? "for an unknown reason")
    }
    self.sgemm = unsafeBitCast(sgemm, to: Product.self)
    unsafeBitCast(setThreads, to: (@convention(c) (Int32) -> Void).self)(Int32(clamping: threads))
  }

  func compute() {
    let (size, rowMajor, plain) = (Int32(Self.size), Int32(101), Int32(111))
    sgemm(
      rowMajor, plain, plain, size, size, size, 1, factors, size, factors, size, 0, &result, size)
  }
}
