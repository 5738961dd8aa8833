import TensorInit

/// One initializer on a tensor of one dtype and shape.
struct Workload: Codable, Hashable {
  /// The whole expression, with all arguments.
  let initializer: String
  let dtype: String
  let shape: Shape
  let byteCount: Int

  /// - Throws: What the library has against it.
  init(
    _ initializer: Initializer, dtype: DType, shape: Shape, algorithm: Generator.Algorithm
  ) throws(TensorInitError) {
    try initializer.check(shape: shape, dtype: dtype, for: algorithm)
    self.initializer = "\(initializer)"
    self.dtype = dtype.rawValue
    self.shape = shape
    byteCount = shape.reduce(dtype.byteCount, *)
  }

  /// The initializer's name alone.
  var name: String { String(initializer.prefix { $0 != "(" }) }

  var shapeText: String {
    shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: "x")
  }

  var elementCount: Int { shape.reduce(1, *) }
}

extension Workload: CustomStringConvertible {
  var description: String { "\(initializer) \(dtype) \(shapeText)" }
}
