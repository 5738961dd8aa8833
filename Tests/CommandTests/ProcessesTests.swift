import Foundation
import TestSupport
import Testing

@Suite("Several processes make one checkpoint")
struct ProcessesTests {
  private static let shards = (1...4).map { "m-0000\($0)-of-00004.safetensors" }
  private static let names = shards + ["m.safetensors.index.json"]

  private func checkpoint(
    _ folder: String, _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> CommandResult {
    try await run(
      builtExecutable("tensor-init"),
      ["checkpoint", "recipe.yaml", "--output", "m.safetensors", "--shard-size", "8kB"] + arguments,
      environment: environment, workingDirectory: folder)
  }

  private func rank(
    _ rank: Int, of worldSize: Int, _ folder: String, _ arguments: String...
  ) async throws -> CommandResult {
    try await checkpoint(
      folder, ["--rank", "\(rank)", "--world-size", "\(worldSize)"] + arguments)
  }

  private func made(in folder: String) throws -> [String: Data] {
    let names = try files(in: folder).filter { $0.hasPrefix("m") }
    return Dictionary(
      uniqueKeysWithValues: try names.map { ($0, try contents("\(folder)/\($0)")) })
  }

  /// What one process makes.
  private func whole() async throws -> [String: Data] {
    try await withRecipe(ShardTests.recipe) { folder in
      expectSuccess(try await checkpoint(folder, ["--quiet"]))
      return try made(in: folder)
    }
  }

  @Test("of the bytes that one makes, the index last", arguments: [2, 3, 5])
  func sameBytes(worldSize: Int) async throws {
    let expected = try await whole()
    #expect(expected.keys.sorted() == Self.names)
    try await withRecipe(ShardTests.recipe) { folder in
      // The last has the largest shard, so that one is missing until then.
      for number in (0..<worldSize).reversed() {
        #expect(try made(in: folder)["m.safetensors.index.json"] == nil)
        expectSuccess(try await rank(number, of: worldSize, folder, "--quiet"))
      }
      let isSame = try made(in: folder) == expected
      #expect(isSame)
    }
  }

  @Test("at the same time")
  func together() async throws {
    let expected = try await whole()
    try await withRecipe(ShardTests.recipe) { folder in
      try await withThrowingTaskGroup(of: CommandResult.self) { group in
        for number in 0..<2 {
          group.addTask { try await rank(number, of: 2, folder, "--quiet") }
        }
        for try await result in group { expectSuccess(result) }
      }
      let isSame = try made(in: folder) == expected
      #expect(isSame)
    }
  }

  @Test("in which each names its shards, and those that it finds missing")
  func summary() async throws {
    try await withRecipe(ShardTests.recipe) { folder in
      let first = try await rank(0, of: 2, folder)
      expectSuccess(first)
      #expect(
        first.standardOutput.hasPrefix(
          """
          recipe       recipe (recipe.yaml)
          process      0 of 2 by --rank, --world-size
          files        m-00002-of-00004.safetensors
          missing      m-00001-of-00004.safetensors
                       m-00003-of-00004.safetensors
                       m-00004-of-00004.safetensors
          index        from the process that finds these; if none does, run any of them again

          """))
      let second = try await rank(1, of: 2, folder)
      #expect(
        second.standardOutput.hasPrefix(
          """
          recipe       recipe (recipe.yaml)
          process      1 of 2 by --rank, --world-size
          files        m-00001-of-00004.safetensors
                       m-00003-of-00004.safetensors
                       m-00004-of-00004.safetensors
          index        m.safetensors.index.json

          """))
    }
  }

  @Test("and one started again makes only what is missing")
  func again() async throws {
    try await withRecipe(ShardTests.recipe) { folder in
      expectSuccess(try await rank(0, of: 2, folder, "--quiet"))
      let kept = "\(folder)/\(Self.shards[1])"
      func number() throws -> UInt64? {
        try FileManager.default.attributesOfItem(atPath: kept)[.systemFileNumber] as? UInt64
      }
      let before = try number()
      // Another number of processes, of which each finds what others made.
      for rank in 0..<3 { expectSuccess(try await self.rank(rank, of: 3, folder, "--quiet")) }
      #expect(try before == number())
      let expected = try await whole()
      #expect(try made(in: folder) == expected)
      try FileManager.default.removeItem(atPath: "\(folder)/\(Self.shards[0])")
      try FileManager.default.removeItem(atPath: "\(folder)/\(Self.names[4])")
      for rank in 0..<2 { expectSuccess(try await self.rank(rank, of: 2, folder, "--quiet")) }
      #expect(try before == number())
      #expect(try made(in: folder) == expected)
    }
  }

  @Test(
    "and never mix it with another's files",
    arguments: [["--seed", "6"], ["--generator", "philox"], ["--shard-size", "16kB"]])
  func others(change: [String]) async throws {
    try await withRecipe(ShardTests.recipe) { folder in
      expectSuccess(try await checkpoint(folder, ["--quiet"]))
      let before = try made(in: folder)
      let refused = try await checkpoint(
        folder, ["--rank", "0", "--world-size", "2", "--quiet"] + change)
      #expect(refused.exitStatus == 1)
      #expect(
        refused.standardError.hasSuffix(
          ": can't write: a file of another plan has the name; --replace replaces it\n"))
      #expect(try made(in: folder) == before)
      // The index goes before the first shard comes, and comes when all are there.
      for rank in 0..<2 {
        let result = try await checkpoint(
          folder, ["--rank", "\(rank)", "--world-size", "2", "--quiet", "--replace"] + change)
        #expect(result.exitStatus == 0)
        #expect((try made(in: folder)[Self.names[4]] == nil) == (rank == 0))
      }
      let expected = try await withRecipe(ShardTests.recipe) { folder in
        expectSuccess(try await checkpoint(folder, ["--quiet"] + change))
        return try made(in: folder)
      }
      let found = try made(in: folder).filter { expected[$0.key] != nil }
      #expect(found == expected)
    }
  }

  @Test("but not where they would draw other values than one")
  func refused() async throws {
    let recipe = "tensors:\n  a: {shape: [4], initializer: normal}\n"
    try await withRecipe(recipe) { folder in
      expectFault(
        try await rank(0, of: 2, folder), exitStatus: 64,
        "--seed is none in several processes; expected one, here or in the recipe, as each would take "
          + "another")
      expectFault(
        try await rank(0, of: 2, folder, "--seed", "1", "--generator", "torch"), exitStatus: 64,
        "--generator is 'torch' in several processes; expected ars or philox, as PyTorch's generators "
          + "draw one tensor after the other")
      #expect(try files(in: folder) == ["recipe.yaml"])
    }
  }

  @Test("whose places a launcher tells, or the options")
  func launchers() async throws {
    let mpirun = ["OMPI_COMM_WORLD_RANK": "1", "OMPI_COMM_WORLD_SIZE": "2"]
    let torchrun = ["RANK": "1", "WORLD_SIZE": "2"]
    let batch = ["SLURM_PROCID": "0", "SLURM_NTASKS": "8", "SLURM_JOB_ID": "7"]
    let step = [
      "SLURM_STEP_ID": "0", "SLURM_PROCID": "1", "SLURM_STEP_NUM_TASKS": "2",
      "SLURM_STEP_TASKS_PER_NODE": "1(x2)", "SLURM_NODEID": "1",
    ]
    // As srun starts one torchrun a machine.
    let nested = torchrun.merging(["WORLD_SIZE": "4", "RANK": "3", "LOCAL_WORLD_SIZE": "2"]) { $1 }
      .merging(step) { $1 }
    let cases: [([String: String], [String], String?)] = [
      ([:], [], nil), (mpirun, [], "1 of 2 by mpirun"), (torchrun, [], "1 of 2 by torchrun"),
      (batch, [], nil), (step, [], "1 of 2 by srun"),
      (mpirun.merging(step) { $1 }, [], "1 of 2 by mpirun"),
      (nested, [], "3 of 4 by torchrun"),
      (
        step.merging(["SLURM_STEP_NUM_TASKS": "1", "SLURM_PROCID": "0"]) { $1 }, [],
        "0 of 1 by srun"
      ),
      (mpirun, ["--world-size", "1"], "0 of 1 by --rank, --world-size"),
      (mpirun, ["--rank", "2", "--world-size", "3"], "2 of 3 by --rank, --world-size"),
      (["RANK": "1"], [], nil),
    ]
    for (environment, options, expected) in cases {
      try await withRecipe(ShardTests.recipe) { folder in
        let result = try await checkpoint(folder, options, environment: environment)
        expectSuccess(result)
        let line = result.standardOutput.split(separator: "\n").first { $0.hasPrefix("process ") }
        let place = line?.split(separator: ",")[0].drop { !$0.isNumber }
        let isPlace = expected == nil ? place == nil : line?.contains(expected ?? "") == true
        #expect(isPlace, "\(environment) \(options): \(line ?? "none")")
      }
    }
  }

  @Test("unless what tells them is not to be understood")
  func launcherFaults() async throws {
    let mpirun = ["OMPI_COMM_WORLD_RANK": "1", "OMPI_COMM_WORLD_SIZE": "2"]
    let cases: [([String: String], [String], String)] = [
      (
        mpirun.merging(["RANK": "0", "WORLD_SIZE": "2"]) { $1 }, [],
        "the place among the processes is 1 of 2 by mpirun and 0 of 2 by torchrun; expected one; --rank "
          + "and --world-size decide, and --world-size 1 is for one process"
      ),
      (
        ["RANK": "2", "WORLD_SIZE": "2"], [],
        "the environment's RANK is '2'; expected 0 to 1, as WORLD_SIZE is 2"
      ),
      (
        ["RANK": "0", "WORLD_SIZE": "two"], [],
        "the environment's WORLD_SIZE is 'two'; expected a number of 1 or more"
      ),
      (
        [
          "SLURM_STEP_ID": "0", "SLURM_PROCID": "1", "SLURM_STEP_NUM_TASKS": "2",
          "SLURM_STEP_TASKS_PER_NODE": "2(x", "SLURM_NODEID": "0",
        ], [],
        "the environment's SLURM_STEP_TASKS_PER_NODE is '2(x'; expected the tasks of each node, as in "
          + "4(x2),3"
      ),
      ([:], ["--rank", "0"], "--rank is without --world-size; expected both or none"),
      (mpirun, ["--world-size", "2"], "--world-size is 2 without --rank; expected both, or 1"),
      (
        [:], ["--rank", "2", "--world-size", "2"],
        "--rank is 2; expected 0 to 1, as --world-size is 2"
      ),
      ([:], ["--world-size", "0"], "--world-size is 0; expected a number of 1 or more"),
    ]
    for (environment, options, message) in cases {
      try await withRecipe(ShardTests.recipe) { folder in
        expectFault(
          try await checkpoint(folder, options, environment: environment), exitStatus: 64, message)
        #expect(try files(in: folder) == ["recipe.yaml"])
      }
    }
  }

  @Test("and share the processors of a machine where the launcher tells how many it has there")
  func threads() async throws {
    let processors = ProcessInfo.processInfo.processorCount
    let usable = ProcessInfo.processInfo.activeProcessorCount
    func thread(_ count: Int) -> String { count == 1 ? "1 thread" : "\(count) threads" }
    let half = max(1, min(usable, processors / 2))
    let slurm = [
      "SLURM_STEP_ID": "0", "SLURM_PROCID": "0", "SLURM_STEP_NUM_TASKS": "1002",
      "SLURM_STEP_TASKS_PER_NODE": "1(x2),1000",
    ]
    let cases: [([String: String], [String], String)] = [
      (
        [
          "OMPI_COMM_WORLD_RANK": "0", "OMPI_COMM_WORLD_SIZE": "2",
          "OMPI_COMM_WORLD_LOCAL_SIZE": "2",
        ], [], ", \(thread(half))"
      ),
      (["RANK": "0", "WORLD_SIZE": "1000", "LOCAL_WORLD_SIZE": "1000"], [], ", 1 thread"),
      (slurm.merging(["SLURM_NODEID": "1"]) { $1 }, [], ", \(thread(min(usable, processors)))"),
      (slurm.merging(["SLURM_NODEID": "2"]) { $1 }, [], ", 1 thread"),
      (
        ["RANK": "0", "WORLD_SIZE": "2", "LOCAL_WORLD_SIZE": "2"], ["--threads", "3"], ", 3 threads"
      ),
      (["RANK": "0", "WORLD_SIZE": "2"], [], "torchrun"),
      (
        [
          "RANK": "0", "WORLD_SIZE": "2", "LOCAL_WORLD_SIZE": "2", "TENSOR_INIT_NUM_THREADS": "2",
        ], [], "torchrun"
      ),
    ]
    for (environment, options, ending) in cases {
      try await withRecipe(ShardTests.recipe) { folder in
        let result = try await checkpoint(folder, options, environment: environment)
        let line = result.standardOutput.split(separator: "\n").first { $0.hasPrefix("process ") }
        #expect(line?.hasSuffix(ending) == true, "\(environment): \(line ?? "none")")
      }
    }
  }
}
