import ArgumentParser
import Glibc
import TensorInit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Which of several processes a command is.
struct ProcessOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: """
      Which of several processes this one is, 0 to N - 1; without it, what mpirun, srun or torchrun say.
      """)
  var rank: Int?

  @Option(
    parsing: .unconditional,
    help: "How many processes there are; 1 is this one alone, whatever started it.")
  var worldSize: Int?

  /// - Throws: As ``ProcessPlace/find(rank:worldSize:in:)`` does.
  func place() throws(TensorInitError) -> ProcessPlace? {
    try .find(rank: rank, worldSize: worldSize, in: ProcessInfo.processInfo.environment)
  }

  /// The threads that a process of this place uses if no one says; `nil` for the standard number.
  static func threads(of place: ProcessPlace?) -> Int? {
    let processInfo = ProcessInfo.processInfo
    guard processInfo.environment["TENSOR_INIT_NUM_THREADS"] == nil else { return nil }
    return place?.threads(
      usable: processInfo.activeProcessorCount,
      ofMachine: sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }
}
