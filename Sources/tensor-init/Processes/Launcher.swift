import TensorInit

/// A program that starts several processes, and tells each its place in variables of the environment.
enum Launcher: CaseIterable {
  /// Open MPI's `mpirun`.
  case openMPI
  /// PyTorch's `torchrun`.
  case torchrun
  /// Slurm's `srun`.
  case slurm

  private var name: String {
    switch self {
    case .openMPI: "mpirun"
    case .torchrun: "torchrun"
    case .slurm: "srun"
    }
  }

  private var variables: (rank: String, worldSize: String) {
    switch self {
    case .openMPI: ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE")
    case .torchrun: ("RANK", "WORLD_SIZE")
    // Those of a step. A batch script is one process, yet SLURM_NTASKS tells it how many it may start.
    case .slurm: ("SLURM_PROCID", "SLURM_STEP_NUM_TASKS")
    }
  }

  /// The place that the launcher of this process gave it; `nil` where there is none.
  ///
  /// A launcher that a step of Slurm started once a machine counts alone: the step's place is that of its
  /// machine.
  ///
  /// - Throws: `invalidArgument` for a variable that isn't what its launcher would say, and for launchers that
  ///   contradict each other.
  static func place(in environment: [String: String]) throws(TensorInitError) -> ProcessPlace? {
    var places: [ProcessPlace] = []
    for launcher in allCases {
      guard let place = try launcher.place(in: environment) else { continue }
      if launcher == .slurm, places.contains(where: { $0.isStarted(byEachOf: place) }) { continue }
      places.append(place)
    }
    guard let first = places.first else { return nil }
    for other in places where (other.rank, other.worldSize) != (first.rank, first.worldSize) {
      throw .invalidArgument(
        argument: "the place among the processes",
        given: "\(first) and \(other)",
        expected: "one; --rank and --world-size decide, and --world-size 1 is for one process")
    }
    return first
  }

  private func place(in environment: [String: String]) throws(TensorInitError) -> ProcessPlace? {
    // Slurm leaves the number of a step's processes to what the step starts by other means, too.
    if self == .slurm, environment["SLURM_STEP_ID"] == nil { return nil }
    let (rankName, sizeName) = variables
    guard let rankText = environment[rankName], let sizeText = environment[sizeName] else {
      return nil
    }
    guard let worldSize = Int(sizeText), worldSize >= 1 else {
      throw Self.fault(sizeName, sizeText, expected: "a number of 1 or more")
    }
    guard let rank = Int(rankText), (0..<worldSize).contains(rank) else {
      throw Self.fault(
        rankName, rankText, expected: "0 to \(worldSize - 1), as \(sizeName) is \(worldSize)")
    }
    return ProcessPlace(
      rank: rank, worldSize: worldSize, localSize: try localSize(in: environment), source: name)
  }

  /// How many of the launcher's processes are on this machine; `nil` where it doesn't tell.
  private func localSize(in environment: [String: String]) throws(TensorInitError) -> Int? {
    let name =
      switch self {
      case .openMPI: "OMPI_COMM_WORLD_LOCAL_SIZE"
      case .torchrun: "LOCAL_WORLD_SIZE"
      case .slurm: "SLURM_STEP_TASKS_PER_NODE"
      }
    guard let text = environment[name] else { return nil }
    if self == .slurm {
      let node = environment["SLURM_NODEID"].flatMap { Int($0) } ?? 0
      guard let counts = Self.tasks(text), counts.indices.contains(node), counts[node] >= 1 else {
        throw Self.fault(name, text, expected: "the tasks of each node, as in 4(x2),3")
      }
      return counts[node]
    }
    guard let number = Int(text), number >= 1 else {
      throw Self.fault(name, text, expected: "a number of 1 or more")
    }
    return number
  }

  /// The numbers of `4(x2),3`: 4, 4 and 3.
  private static func tasks(_ text: String) -> [Int]? {
    var counts: [Int] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let match = part.wholeMatch(of: /([0-9]{1,9})(?:\(x([0-9]{1,6})\))?/),
        let count = Int(match.1), let repetitions = match.2.map({ Int($0) }) ?? 1
      else { return nil }
      counts += Array(repeating: count, count: repetitions)
    }
    return counts
  }

  private static func fault(
    _ variable: String, _ text: String, expected: String
  ) -> TensorInitError {
    .invalidArgument(
      argument: "the environment's \(variable)", given: "'\(text)'", expected: expected)
  }
}

extension ProcessPlace {
  /// Whether each process of an outer launcher may have started `localSize` of these.
  fileprivate func isStarted(byEachOf outer: ProcessPlace) -> Bool {
    if outer.worldSize == 1 { return true }
    guard let localSize, localSize > 1 else { return false }
    return worldSize == outer.worldSize * localSize
  }
}
