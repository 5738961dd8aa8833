import ArgumentParser
import TensorInit

struct Sample: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Initialize one tensor; print it or write it to a file.",
    discussion: """
      An initializer is written name, name(value, ...) or name(key=value, ...):

        tensor-init sample 'uniform(-1, 1)' --shape 3x4 --seed 7
        tensor-init sample 'kaiming_normal(mode=fan_out)' --shape 64x32 --output w.npy

      INITIALIZERS: \(Initializer.names.joined(separator: ", "))

      DTYPES: \(DType.allCases.map(\.rawValue).joined(separator: ", "))
      """)

  @Argument(help: "The initializer and its arguments.")
  var initializer: String

  @Option(
    parsing: .unconditional, help: "The sizes of the dimensions, as in 3x4; 'scalar' for none.")
  var shape: String

  @OptionGroup
  var source: GeneratorOptions

  @Option(help: "The type of the elements.")
  var dtype = "\(DType.float32)"

  @Option(help: "The file to write: .npy, .npz or .safetensors. Without one, values are printed.")
  var output: String?

  @Option(parsing: .unconditional, help: "The most threads to use; without it, one for each core.")
  var threads: Int?

  func run() throws {
    let generator = try source.makeGenerator()
    let initializer = try Initializer(initializer)
    let shape = try Shape(text: shape)
    let dtype = try DType(named: dtype)
    try initializer.check(shape: shape, dtype: dtype, for: generator.algorithm)
    if let output {
      let name = "sample"
      let writer = try CheckpointWriter(
        path: output, tensors: [TensorSpec(name: name, shape: shape, dtype: dtype)],
        metadata: provenance(of: generator, ["initializer": "\(initializer)"]))
      try writer.writeFromOwnStream(
        initializer, named: name, using: generator, threads: threads)
      try writer.commit()
    } else {
      let tensor = try Tensor(zeros: shape, dtype: dtype)
      try tensor.initialize(initializer, using: generator, threads: threads)
      try TensorText.print(tensor)
    }
  }
}

/// A tensor's values as text for people and for other programs.
enum TensorText {
  /// Prints a line for each row of the last dimension, and an empty line between matrices.
  ///
  /// Each value is the shortest text that reads back as the same value, of bfloat16 as a float32.
  static func print(_ tensor: Tensor) throws {
    func print<Element: TensorElement>(_: Element.Type) throws {
      try tensor.withUnsafeMutableBufferPointer(of: Element.self) { elements in
        try Self.print(UnsafeBufferPointer(elements), shape: tensor.shape)
      }
    }
    try print(tensor.dtype.elementType)
  }

  private static func print<Element: TensorElement>(
    _ elements: UnsafeBufferPointer<Element>, shape: Shape
  ) throws {
    let columns = shape.last ?? 1
    let rows = shape.dropLast().last ?? 1
    var text = ""
    for (index, element) in elements.enumerated() {
      if index % columns != 0 {
        text += " "
      } else if index > 0 {
        text += index % (rows * columns) == 0 ? "\n\n" : "\n"
      }
      text += "\(element)"
      if text.utf8.count >= 1 << 16 {
        try StandardOutput.write(text)
        text = ""
      }
    }
    if !elements.isEmpty { try StandardOutput.write(text + "\n") }
  }
}
