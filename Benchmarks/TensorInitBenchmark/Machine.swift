import Foundation
import TensorInit

/// The machine that something was measured on.
package struct Machine: Codable, Hashable {
  package let processor: String
  package let cores: Int
  package let instructionSet: String

  package init(processor: String, cores: Int, instructionSet: String) {
    self.processor = processor
    self.cores = cores
    self.instructionSet = instructionSet
  }

  /// This one.
  package static var current: Machine {
    let model = lines(of: "/proc/cpuinfo").first { $0.hasPrefix("model name") }
    return Machine(
      processor: model.map(Self.value) ?? "unknown processor",
      cores: ProcessInfo.processInfo.activeProcessorCount,
      instructionSet: (try? InstructionSet.current.get())?.rawValue ?? "unknown")
  }

  /// The bytes of memory that nothing uses, or all where the system doesn't say.
  package static var freeByteCount: Int {
    let line = lines(of: "/proc/meminfo").first { $0.hasPrefix("MemAvailable") }
    let kilobytes = line.flatMap { Int(value($0).prefix { $0.isNumber }) }
    return kilobytes.map { $0 << 10 } ?? Int(ProcessInfo.processInfo.physicalMemory)
  }

  private static func lines(of file: String) -> [Substring] {
    ((try? String(contentsOfFile: file, encoding: .utf8)) ?? "").split(separator: "\n")
  }

  private static func value(_ line: Substring) -> String {
    line.drop { $0 != ":" }.dropFirst().trimmingCharacters(in: .whitespaces)
  }
}
