internal import CFillKernels

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The instruction sets that kernels are compiled for; all give the same bits.
package enum InstructionSet: String, CaseIterable, Sendable {
  case baseline, avx2, vaes, avx512, neon

  var kernels: ck_instruction_set {
    switch self {
    case .baseline: CK_BASELINE
    case .avx2: CK_AVX2
    case .vaes: CK_VAES
    case .avx512: CK_AVX512
    case .neon: CK_NEON
    }
  }

  /// Whether this machine can run it.
  package var isRunnable: Bool { ck_runs(kernels) != 0 }

  /// The one that fills use: the fastest that runs here, or what `TENSOR_INIT_ISA` names.
  package static let current: Result<InstructionSet, TensorInitError> = {
    let runnable = allCases.filter(\.isRunnable)
    guard let name = ProcessInfo.processInfo.environment["TENSOR_INIT_ISA"] else {
      return .success(runnable.last ?? .baseline)
    }
    guard let named = runnable.first(where: { $0.rawValue == name }) else {
      return .failure(
        .invalidArgument(
          argument: "the environment's TENSOR_INIT_ISA", given: "'\(name)'",
          expected: "one of \(runnable.map(\.rawValue).joined(separator: ", "))"))
    }
    return .success(named)
  }()
}

// MARK: - Kernels that no law has for itself

extension InstructionSet {
  /// Clears element 64 w + b where bit b of `marks[w * stride] ^ flip` is set.
  func clear(
    _ elements: UnsafeMutableRawPointer, size: Int, words: Int, marks: UnsafePointer<UInt64>,
    stride: Int, flip: UInt64
  ) {
    ck_clear(kernels, elements, size, words, marks, stride, flip)
  }

  /// Writes values as float16 or bfloat16, within whose finite range they are.
  func round(
    _ values: UnsafePointer<Float>, _ count: Int, as dtype: DType,
    to destination: UnsafeMutableRawPointer
  ) {
    ck_round(kernels, dtype.kernelType, destination, values, count)
  }

  /// Writes numbers as a floating-point dtype, rounded once.
  func round(
    _ numbers: UnsafePointer<Double>, _ count: Int, as dtype: DType,
    to destination: UnsafeMutableRawPointer
  ) {
    ck_round_f64(kernels, dtype.kernelType, destination, numbers, count)
  }

  /// Writes the sines and the cosines of a position, up to 2^50, times angles of `high + low` turns, up to 1/4.
  func sinusoids(
    of position: Double, high: UnsafePointer<Double>, low: UnsafePointer<Double>, _ count: Int,
    sines: UnsafeMutablePointer<Double>, cosines: UnsafeMutablePointer<Double>
  ) {
    ck_sinusoids(kernels, position, high, low, count, sines, cosines)
  }
}
