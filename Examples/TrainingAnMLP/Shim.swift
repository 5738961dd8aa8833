import TensorInit
extension Linear {
  var weight: Tensor { ownParameters["weight"]! }
  var bias: Tensor? { ownParameters["bias"] }
}
extension Tensor {
  init(
    shape: Shape, _ initializer: Initializer, dtype: DType = .float32,
    using generator: Generator = .default
  ) throws(TensorInitError) {
    try self.init(zeros: shape, dtype: dtype)
    try initialize(initializer, using: generator)
  }
  func withSpan<Element: TensorElement, Result>(
    of type: Element.Type = Element.self, _ body: (Span<Element>) throws -> Result
  ) throws -> Result {
    try withUnsafeMutableBufferPointer(of: type) { try body(UnsafeBufferPointer($0).span) }
  }
}
