package import TensorInit

/// One initializer on a tensor of one dtype and shape.
package struct Workload: Codable, Hashable {
  /// The whole expression, with all arguments.
  package let initializer: String
  package let dtype: String
  package let shape: Shape
  package let byteCount: Int

  /// - Throws: What the library has against it.
  package init(
    _ initializer: Initializer, dtype: DType, shape: Shape, algorithm: Generator.Algorithm
  ) throws(TensorInitError) {
    try initializer.check(shape: shape, dtype: dtype, for: algorithm)
    self.initializer = "\(initializer)"
    self.dtype = dtype.rawValue
    self.shape = shape
    byteCount = try shape.elementCount * dtype.byteCount
  }

  /// The initializer's name alone.
  package var name: String { String(initializer.prefix { $0 != "(" }) }

  package var shapeText: String {
    shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: "x")
  }

  package var elementCount: Int { shape.reduce(1, *) }
}

extension Workload: CustomStringConvertible {
  package var description: String { "\(initializer) \(dtype) \(shapeText)" }
}
