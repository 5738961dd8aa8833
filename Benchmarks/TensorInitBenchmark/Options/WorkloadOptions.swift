import ArgumentParser
import Foundation
import TensorInit

/// The options that say what is measured.
struct WorkloadOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: "Initializers, as expressions; without it, all, in the dtypes that each is defined for.")
  var initializer: [String] = []

  @Option(parsing: .upToNextOption, help: "Element types. (default: float32)")
  var dtype: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: """
      Base-2 logarithms of numbers of elements; orthogonal is measured with 2^20 at most. (default: 24, unless there \
      is a shape)
      """)
  var log2Elements: [Int] = []

  @Option(parsing: .upToNextOption, help: "Shapes to measure as they are, as in 4096x1024.")
  var shape: [String] = []

  @Option(parsing: .upToNextOption, help: "Numbers of threads. (default: 1)")
  var threads: [Int] = []

  @Option(
    parsing: .upToNextOption,
    help: """
      Instead of whole tensors, boxes of as many elements in rows of these lengths; printed is their share of the \
      whole's speed.
      """)
  var boxRows: [Int] = []

  @Flag(
    help: "Only orthogonal matrices of float32: their speed as a share of OpenBLAS's products'."
  )
  var shareOfProducts = false

  @Flag(
    help: """
      Where no others are given: every dtype, 2^4, 2^10, 2^16, 2^20, 2^24 and 2^28 elements, and one thread and one a \
      core. What needs more than half of the free memory is left out.
      """)
  var everything = false

  @Option(help: "Where random numbers come from: ars, philox, torch or ktorch.")
  var generator = "\(Generator.Algorithm.standard)"

  @Option(help: "Runs of each measurement; its medians are reported.")
  var runs = 9

  func validate() throws {
    guard runs >= 1, threads.allSatisfy({ $0 >= 1 }), log2Elements.allSatisfy((0...34).contains)
    else {
      throw ValidationError("expected runs and threads of 1 or more, and sizes from 2^0 to 2^34")
    }
    guard boxRows.allSatisfy((1...1 << 20).contains) else {
      throw ValidationError("expected rows of boxes from 1 to 2^20 elements")
    }
  }

  var threadCounts: [Int] {
    if !threads.isEmpty { return threads }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    return everything && cores > 1 ? [1, cores] : [1]
  }

  func selection() throws(TensorInitError) -> Selection {
    var selection = Selection(
      expressions: initializer, dtypes: everything ? DType.allCases : [.float32], sizes: [],
      shapes: [], algorithm: try Generator.Algorithm(named: generator))
    if !dtype.isEmpty { selection.dtypes = try dtype.map(Self.dtype) }
    selection.shapes = try shape.map(Self.shape)
    var logarithms = log2Elements
    if logarithms.isEmpty, shape.isEmpty {
      logarithms = everything ? [4, 10, 16, 20, 24, 28] : [24]
    }
    selection.sizes = logarithms.map { 1 << $0 }
    return selection
  }

  private static func dtype(_ name: String) throws(TensorInitError) -> DType {
    try DType(named: name)
  }

  private static func shape(_ text: String) throws(TensorInitError) -> Shape {
    try Shape(text: text)
  }
}
