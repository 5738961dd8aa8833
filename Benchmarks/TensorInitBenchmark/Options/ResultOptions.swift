import ArgumentParser
import TensorInit

/// The options that say where results go, and what they are compared with.
struct ResultOptions: ParsableArguments {
  @Option(help: "A file to write the results to, as JSON.")
  var json: String?

  @Option(help: "A file to write a table of the results to, as Markdown.")
  var markdown: String?

  @Option(help: "A file to write a bar chart of the float32 results to, as SVG.")
  var chart: String?

  @Option(
    help: """
      An earlier file of --json: what lost more of its ratio to memset or to a peer than is tolerated is listed, and \
      the exit status is 1.
      """)
  var compare: String?

  @Option(help: "The part of a ratio that it may lose.")
  var tolerance = 0.15

  func validate() throws {
    guard tolerance >= 0, tolerance < 1 else {
      throw ValidationError("expected a tolerance from 0 to below 1")
    }
    let paths = [json, markdown, chart].compactMap(\.self)
    guard Set(paths).count == paths.count else {
      throw ValidationError("two results can't go to one file")
    }
  }

  func files() throws -> [ResultFile] {
    var files: [ResultFile] = []
    if let json { files.append(try ResultFile(path: json) { try $0.json() }) }
    if let markdown { files.append(try ResultFile(path: markdown) { Markdown($0).text }) }
    if let chart { files.append(try ResultFile(path: chart) { Chart($0).svg }) }
    return files
  }

  /// - Throws: `fileFailure` where the file has nothing to compare with.
  func comparison(
    with workloads: [Workload], threads: [Int], generator: String
  ) throws(TensorInitError) -> Comparison? {
    guard let compare else { return nil }
    let comparison = Comparison(earlier: try Report(contentsOf: compare), tolerance: tolerance)
    try comparison.requireCommonWorkloads(
      workloads, threads: threads, generator: generator, path: compare)
    return comparison
  }
}
