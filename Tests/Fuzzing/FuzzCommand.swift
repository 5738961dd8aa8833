import ArgumentParser
import Dispatch
import Foundation
import Synchronization
import TensorInit

/// Gives mutated files and texts to what reads them.
///
/// A crash or a hang ends the process, with the input left in a file.
@main
struct FuzzCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tensor-init-fuzz",
    abstract: "Read mutated files, recipes, expressions and lines of k.",
    subcommands: [Run.self, Replay.self, Verdict.self])
}

extension FuzzTarget: ExpressibleByArgument {}

extension FuzzCommand {
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read mutations of a corpus.",
      discussion: """
        The input being read is in the file that is named first: after a crash, it is what crashed. One that takes \
        20 seconds of the processor's time ends the process by SIGPROF, or 5 minutes by SIGALRM, and 4 GiB of memory are all there is, 512 MiB for k. The same \
        seed makes the same inputs.
        """)

    @Argument(help: "What reads the inputs.")
    var target: FuzzTarget

    @Option(help: "The folder with a folder of inputs for each target.")
    var corpus = "Tests/Corpus"

    @Option(help: "How many inputs.")
    var count = 100_000

    @Option(help: "The seconds after which no further inputs are made.")
    var seconds: Double = .infinity

    @Option(help: "A number from which all else follows; a random one by default.")
    var seed: UInt64?

    @Option(help: "The folder for the input; best one in memory.")
    var scratch = "/dev/shm"

    @Option(help: "A file for the input that took longest.")
    var slowest: String?

    func run() throws { try onSmallStack { try readInputs() } }

    private func readInputs() throws {
      let seed = seed ?? UInt64.random(in: 0...UInt64(UInt32.max))
      let folder = try ScratchFolder(in: scratch)
      let input = try InputFile(path: folder.path + "/" + target.inputName)
      print("\(target): seed \(seed), input in \(input.path)")
      fflush(nil)
      try target.prepare(folder: folder.path)
      let corpus = try Corpus(folder: "\(corpus)/\(target.rawValue)")
      let mutator = Mutator(corpus: corpus, target: target)
      var results = FuzzResults()
      limitMemory(target == .k ? 1 << 29 : 4 << 30)
      let start = ContinuousClock.now
      for number in 0..<count {
        if number & 0xff == 0, (ContinuousClock.now - start) / .seconds(1) > seconds { break }
        var random = SplitMix(state: seed ^ SplitMix.mixed(UInt64(number)))
        // Each file of the corpus first comes as it is.
        let bytes =
          number < corpus.inputs.count ? corpus.inputs[number] : mutator.input(&random)
        try input.write(bytes)
        limitTime(processor: 20, clock: 300)
        let before = ContinuousClock.now
        try results.add(
          target.read(bytes, path: input.path), of: bytes, in: ContinuousClock.now - before)
      }
      limitTime(processor: 0, clock: 0)
      print("\(target): \(results), \(Int((ContinuousClock.now - start) / .seconds(1))) s")
      folder.remove()
      if let slowest { try InputFile(path: slowest).write(results.slowestInput) }
    }
  }

  struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Read inputs as they are.")

    @Argument(help: "What reads the inputs.")
    var target: FuzzTarget

    @Argument(help: "The files.")
    var paths: [String]

    func run() throws { try onSmallStack { try readInputs() } }

    private func readInputs() throws {
      let folder = try ScratchFolder(in: "/tmp")
      try target.prepare(folder: folder.path)
      let input = try InputFile(path: folder.path + "/" + target.inputName)
      for path in paths {
        let bytes = try Corpus.bytes(of: path)
        try input.write(bytes)
        print("\(path): \(try target.read(bytes, path: input.path))")
      }
      folder.remove()
    }
  }

  struct Verdict: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say of each checkpoint whether it can be read, and what is in it.",
      discussion: "The paths are lines of standard input; for each, one line of JSON is printed.")

    func run() throws {
      while let path = readLine() { print(verdict(on: path)) }
    }
  }
}

/// Calls a function in a thread with as small a stack as systems give to any but the first.
private func onSmallStack(_ body: @escaping @Sendable () throws -> Void) throws {
  let result = Mutex<Result<Void, any Error>?>(nil)
  let isDone = DispatchSemaphore(value: 0)
  let thread = Thread {
    let outcome = Result(catching: body)
    result.withLock { $0 = outcome }
    isDone.signal()
  }
  thread.stackSize = 1 << 19
  thread.start()
  isDone.wait()
  try result.withLock { $0 }?.get()
}

/// Ends the process after so many seconds from now; 0 for no end.
private func limitTime(processor: Int, clock: UInt32) {
  var timer = itimerval()
  timer.it_value.tv_sec = processor
  #if canImport(Glibc)
    setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
  #else
    setitimer(ITIMER_PROF, &timer, nil)
  #endif
  alarm(clock)
}

/// Lets the process have no more memory than so many bytes, where the system can.
private func limitMemory(_ byteCount: rlim_t) {
  #if canImport(Glibc)
    var limit = rlimit(rlim_cur: byteCount, rlim_max: byteCount)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
  #endif
}

/// How many inputs were read and refused.
private struct FuzzResults: CustomStringConvertible {
  private var accepted = 0
  private var refused = 0
  private var slowest = Duration.zero

  private(set) var slowestInput: [UInt8] = []

  mutating func add(_ outcome: FuzzOutcome, of input: [UInt8], in duration: Duration) {
    switch outcome {
    case .accepted: accepted += 1
    case .refused: refused += 1
    }
    if duration > slowest { (slowest, slowestInput) = (duration, input) }
  }

  var description: String {
    let milliseconds = Int(slowest / .milliseconds(1))
    return "\(accepted + refused) inputs, \(accepted) read, \(refused) refused, "
      + "the slowest in \(milliseconds) ms"
  }
}
