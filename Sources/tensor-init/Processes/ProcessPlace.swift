import TensorInit

/// Which of several processes that make one checkpoint this one is.
struct ProcessPlace: Equatable {
  /// 0 ..< ``worldSize``.
  let rank: Int
  let worldSize: Int
  /// How many of the processes are on this machine; `nil` where no one tells.
  var localSize: Int?
  /// Who says so.
  let source: String

  /// The place that was asked for, else the one that a launcher gave.
  ///
  /// - Parameters:
  ///   - rank: What `--rank` says.
  ///   - worldSize: What `--world-size` says; 1 is this process alone, whatever started it.
  /// - Returns: `nil` where nobody speaks of processes.
  /// - Throws: `invalidArgument` for one option without the other, a rank that isn't below the number of
  ///   processes, a launcher's variable that is no such number, and launchers that contradict each other.
  static func find(
    rank: Int?, worldSize: Int?, in environment: [String: String]
  ) throws(TensorInitError) -> ProcessPlace? {
    guard let worldSize else {
      guard rank == nil else {
        throw .invalidArgument(
          argument: "--rank", given: "without --world-size", expected: "both or none")
      }
      return try Launcher.place(in: environment)
    }
    guard worldSize >= 1 else {
      throw .invalidArgument(
        argument: "--world-size", given: "\(worldSize)", expected: "a number of 1 or more")
    }
    guard let rank = rank ?? (worldSize == 1 ? 0 : nil) else {
      throw .invalidArgument(
        argument: "--world-size", given: "\(worldSize) without --rank", expected: "both, or 1")
    }
    guard (0..<worldSize).contains(rank) else {
      throw .invalidArgument(
        argument: "--rank", given: "\(rank)",
        expected: "0 to \(worldSize - 1), as --world-size is \(worldSize)")
    }
    return ProcessPlace(rank: rank, worldSize: worldSize, source: "--rank, --world-size")
  }

  /// The threads of this process: the fewer of the processors that it may use, which a launcher may have bound
  /// it to, and its share of the machine's.
  ///
  /// - Returns: `nil` where nothing tells the share.
  func threads(usable: Int, ofMachine processors: Int) -> Int? {
    localSize.map { max(1, min(usable, processors / $0)) }
  }
}

extension ProcessPlace: CustomStringConvertible {
  var description: String { "\(rank) of \(worldSize) by \(source)" }
}
