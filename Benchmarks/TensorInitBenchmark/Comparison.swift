import TensorInit

/// What became slower since an earlier report, by ratios to what was measured in the same minutes.
///
/// A machine that is slower today is so for all; a ratio stays.
package struct Comparison {
  /// A ratio that fell.
  package struct Slowdown: Hashable {
    package let workload: Workload
    package let threads: Int
    /// `memset` or a peer's name.
    package let against: String
    package let before: Double
    package let now: Double
  }

  package let earlier: Report
  /// The part of a ratio that it may lose.
  package let tolerance: Double

  package init(earlier: Report, tolerance: Double) {
    self.earlier = earlier
    self.tolerance = tolerance
  }

  /// - Throws: `fileFailure` where nothing that is about to be measured was measured then.
  func requireCommonWorkloads(
    _ workloads: [Workload], threads: [Int], generator: String, path: String
  ) throws(TensorInitError) {
    let known = Set(earlier.measurements.map(Key.init))
    for workload in workloads {
      for threads in threads
      where known.contains(Key(workload: workload, generator: generator, threads: threads)) {
        return
      }
    }
    throw .fileFailure(
      path: path, operation: "compare with it",
      reason: "it has none of the workloads that are to be measured")
  }

  package func slowdowns(in measurements: [WorkloadMeasurement]) -> [Slowdown] {
    let before = Dictionary(
      earlier.measurements.map { (Key($0), $0) }, uniquingKeysWith: { $1 })
    return measurements.flatMap { now in
      guard let before = before[Key(now)] else { return [Slowdown]() }
      let peers = now.peers.keys.sorted().compactMap { peer -> Slowdown? in
        guard let earlier = before.ratio(toPeer: peer), let ratio = now.ratio(toPeer: peer) else {
          return nil
        }
        return slowdown(of: now, against: peer, before: earlier, now: ratio)
      }
      let memset = slowdown(
        of: now, against: "memset", before: before.ratioToMemset, now: now.ratioToMemset)
      return [memset].compactMap(\.self) + peers
    }
  }

  private func slowdown(
    of measurement: WorkloadMeasurement, against: String, before: Double, now: Double
  ) -> Slowdown? {
    guard now < before * (1 - tolerance) else { return nil }
    return Slowdown(
      workload: measurement.workload, threads: measurement.threads, against: against,
      before: before, now: now)
  }

  /// Which measurements are of the same.
  private struct Key: Hashable {
    let workload: Workload
    let generator: String
    let threads: Int

    init(workload: Workload, generator: String, threads: Int) {
      self.workload = workload
      self.generator = generator
      self.threads = threads
    }

    init(_ measurement: WorkloadMeasurement) {
      self.init(
        workload: measurement.workload, generator: measurement.generator,
        threads: measurement.threads)
    }
  }
}

extension [Comparison.Slowdown] {
  /// The closing table.
  package func table(tolerance: Double) -> String {
    if isEmpty { return "Nothing became slower by more than \((tolerance * 100).short) %." }
    let rows = map { slowdown in
      "\(slowdown.workload), \(slowdown.threads.counted("thread")): \(slowdown.before.short) of "
        + "\(slowdown.against)'s speed before, \(slowdown.now.short) now"
    }
    return (["Slower by more than \((tolerance * 100).short) %:"] + rows).joined(separator: "\n")
  }
}
