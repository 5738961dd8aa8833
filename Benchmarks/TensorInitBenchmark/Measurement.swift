import Foundation
import TensorInit

/// What was measured of one workload: medians, and their spread as a quarter and three quarters.
struct Measurement: Codable {
  let initializer: String
  let generator: String
  let dtype: String
  let shape: [Int]
  let elements: Int
  let threads: Int
  let seconds: Double
  let secondsQuartiles: [Double]
  let memsetSeconds: Double
  let elementsPerSecond: Double
  let bytesPerSecond: Double
  /// The fill's speed over the memset's: 1 is as fast as memory.
  let ratioToMemset: Double

  init(workload: Workload, generator: String, threads: Int, fills: [Double], memsets: [Double]) {
    initializer = "\(workload.initializer)"
    self.generator = generator
    dtype = workload.dtype.rawValue
    shape = workload.shape
    elements = workload.shape.reduce(1, *)
    self.threads = threads
    seconds = fills.quantile(0.5)
    secondsQuartiles = [fills.quantile(0.25), fills.quantile(0.75)]
    memsetSeconds = memsets.quantile(0.5)
    elementsPerSecond = Double(elements) / seconds
    bytesPerSecond = Double(elements * workload.dtype.byteCount) / seconds
    ratioToMemset = memsetSeconds / seconds
  }

  static let tableHeader = row(
    "initializer", "dtype", "elements", "threads", "ms", "Gelement/s", "GB/s", "of memset")

  var tableRow: String {
    Self.row(
      initializer.prefix { $0 != "(" }.description, dtype, "\(elements)", "\(threads)",
      String(format: "%.3f", seconds * 1e3), String(format: "%.3f", elementsPerSecond / 1e9),
      String(format: "%.2f", bytesPerSecond / 1e9), String(format: "%.3f", ratioToMemset))
  }

  private static func row(_ first: String, _ second: String, _ rest: String...) -> String {
    let names =
      first.padding(toLength: 16, withPad: " ", startingAt: 0)
      + second.padding(toLength: 9, withPad: " ", startingAt: 0)
    return rest.reduce(names) { row, text in
      row + String(repeating: " ", count: max(1, 11 - text.count)) + text
    }
  }
}

/// All measurements of one run and the machine that they were made on.
struct Report: Codable {
  let processor: String
  let cores: Int
  let instructionSet: String
  let date: Date
  let measurements: [Measurement]

  init(measurements: [Measurement]) {
    let lines =
      (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?
      .split(separator: "\n") ?? []
    let model = lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last
    processor = model.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    cores = ProcessInfo.processInfo.activeProcessorCount
    instructionSet = (try? InstructionSet.current.get())?.rawValue ?? "unknown"
    date = Date()
    self.measurements = measurements
  }
}

extension [Double] {
  /// The value below which this fraction of the numbers lies.
  fileprivate func quantile(_ fraction: Double) -> Double {
    let sorted = sorted()
    let position = fraction * Double(count - 1)
    let below = sorted[Int(position)]
    let above = sorted[Swift.min(Int(position) + 1, count - 1)]
    return below + (above - below) * (position - position.rounded(.down))
  }
}
