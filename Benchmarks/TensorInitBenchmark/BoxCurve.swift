import TensorInit

/// How fast boxes are, by the length of their rows, next to a fill of as many elements that follow one another.
struct BoxCurve {
  let rowLengths: [Int]
  let algorithm: Generator.Algorithm
  let rounds: Int

  /// Where a row starts in the matrix that it is of: with a group of 64 draws, or near the end of one.
  private static let starts = [64, 61]

  /// As Markdown: the shares of the fill's speed.
  var header: String {
    let titles =
      ["initializer", "dtype", "elements", "threads", "from"] + rowLengths.map { "\($0)" }
    let rules = titles.indices.map { $0 < 3 ? "---" : "---:" }
    let bounds = Self.starts.map { start in
      ["elements of all draws", "", "", "", "\(start)"]
        + rowLengths.map { Self.share(ofDrawsIn: $0, from: start).short }
    }
    return ([titles, rules] + bounds).map(Self.row).joined(separator: "\n")
  }

  /// Alternates the fill with boxes of all lengths.
  func rows(of workload: Workload, threads: Int) async throws -> String {
    let dtype = try DType(named: workload.dtype)
    let initializer = try Initializer(workload.initializer)
    let generator = Generator(algorithm: algorithm, seed: 42)
    let tensor = try Tensor(zeros: workload.shape, dtype: dtype)
    var parties: [Contest.Party] = [
      { repetitions in
        try Contest.seconds(of: repetitions) { _ in
          try tensor.initialize(initializer, using: generator, threads: threads)
        }
      }
    ]
    for start in Self.starts {
      for length in rowLengths {
        let rows = max(1, workload.elementCount / length)
        let box = try Tensor(zeros: [rows, length], dtype: dtype)
        parties.append { repetitions in
          try Contest.seconds(of: repetitions) { _ in
            try box.initialize(
              initializer, asRegion: .box([0..<rows, start..<start + length]),
              of: [rows, Self.width(length)], using: generator, threads: threads)
          }
        }
      }
    }
    let timings = try await Contest.alternate(parties, rounds: rounds).map(Timing.init)
    let shares = timings.dropFirst().map { (timings[0].seconds / $0.seconds).short }
    return Self.starts.indices.map { index in
      Self.row(
        [
          "`\(workload.initializer)`", workload.dtype, workload.elementCount.asPowerOfTwo,
          "\(threads)", "\(Self.starts[index])",
        ] + shares[(index * rowLengths.count)...].prefix(rowLengths.count))
    }
    .joined(separator: "\n")
  }

  /// How long the rows are of which a box has some elements.
  private static func width(_ length: Int) -> Int { (8 * length + 191) / 64 * 64 }

  /// The elements of a row as a share of those in all groups that it touches, which are made whole.
  private static func share(ofDrawsIn length: Int, from start: Int) -> Double {
    let groups = (start + length - 1) / 64 - start / 64 + 1
    return Double(length) / Double(64 * groups)
  }

  private static func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }
}
