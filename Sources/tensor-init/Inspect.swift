import ArgumentParser
import CTensorInit
import TensorInit
import TensorInitInspection
import TensorInitReport

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look into a checkpoint, or compare two.",
    discussion: """
      The file is a .safetensors, .npz or .npy file, or an .index.json of shards, of any maker.

      A table shows every tensor's smallest and largest element, mean and standard deviation, all of the \
      finite elements, the share of zeros, how many elements are NaN and infinite, and what the values look \
      like: constant, identity, orthogonal, or of a law, for 1,000 elements or more. Laws are all that a test \
      doesn't tell the values from, with the usual scheme that has their deviation, such as Kaiming's.

      Warnings tell of NaN and infinities, of tensors under different names that are equal, and of equal parts \
      of one tensor, as when ranks of a job drew the same shard.

      With two files, it says which tensors are missing, have another shape or dtype, or other values, and the \
      exit status is 0 if all are equal, else 1.
      """)

  @Argument(help: "The checkpoint.")
  var file: String

  @Argument(help: "Another checkpoint, with which it is compared.")
  var other: String?

  @Flag(help: "Show it as JSON.")
  var json = false

  @Flag(
    help: """
      Show SHA-256 of every tensor's dtype, shape and bytes, and one of all, which depends neither on shards \
      nor on the tensors' order.
      """)
  var digest = false

  @Flag(
    help: """
      Fail, with exit status 1, if there are NaN, infinities, or shards that are copies of each other.
      """)
  var check = false

  @Option(
    help: """
      A page to write instead of showing a table: one HTML file that loads nothing, with each tensor's \
      histogram, heat map and singular values.
      """)
  var html: String?

  @Flag(help: "Show no progress.")
  var quiet = false

  @Option(
    parsing: .unconditional, help: "The most threads to use; without it, one for each core.")
  var threads: Int?

  func validate() throws {
    if other != nil, digest || check || html != nil {
      throw ValidationError("--digest, --check and --html are for one file")
    }
  }

  func run() throws {
    let reader = try CheckpointReader(path: file)
    if let other { return try compare(reader, with: CheckpointReader(path: other)) }
    // Before the work, so that a place where no page can be is found first.
    let page = try html.map { try AtomicFile(path: $0, byteCount: 0) }
    let inspection = try withProgress(of: reader.tensors) { progress in
      try CheckpointInspection(
        of: reader, digests: digest, threads: threads, progress: progress)
    }
    if let page {
      let report = InspectionReport(inspection, reader: reader)
      try page.write(Array(report.html(version: TI_VERSION, threads: threads).utf8), at: 0)
      try page.publish()
    }
    let table = InspectionTable(inspection)
    if json || page == nil { try StandardOutput.write(json ? table.json : table.text) }
    guard check else { return }
    let failures = inspection.warnings.filter(\.isFailure)
    if let first = failures.first {
      let more =
        failures.count > 1 ? ", and \(Names.counted(failures.count - 1, "other fault"))" : ""
      StandardError.print("Error: \(first.text.displayed)\(more)")
      throw ExitCode.failure
    }
  }

  private func compare(_ reader: CheckpointReader, with other: CheckpointReader) throws {
    let comparison = try withProgress(of: reader.tensors) { progress in
      try CheckpointComparison(reader, other, threads: threads, progress: progress)
    }
    let table = ComparisonTable(comparison)
    try StandardOutput.write(json ? table.json : table.text)
    if !comparison.isEqual { throw ExitCode.failure }
  }

  private func withProgress<Result>(
    of tensors: [StoredTensor], _ body: (@Sendable @escaping (String, Int) -> Void) throws -> Result
  ) throws -> Result {
    let total = tensors.reduce(0) { $0.clampedSum($1.byteCount) }
    let progress = ProgressBar(total: total, isQuiet: quiet)
    defer { progress.erase() }
    return try body { name, byteCount in progress.advance(by: byteCount, of: name) }
  }
}
