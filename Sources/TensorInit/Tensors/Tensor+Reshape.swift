extension Tensor {
  /// The same elements in row-major order in another shape.
  ///
  /// It shares this tensor's elements.
  ///
  /// ```swift
  /// let rows = try weight.reshaped([64, -1])
  /// ```
  ///
  /// - Parameter shape: The sizes, of which one may be -1: what is left to the others.
  /// - Throws: `invalidShape` where the shape has another number of elements, or where -1 stands for nothing or
  ///   for anything.
  public func reshaped(_ shape: Shape) throws(TensorInitError) -> Tensor {
    do throws(TensorInitError) {
      let resolved = try shape.resolved(for: count, dtype)
      return view(of: count, as: resolved)
    } catch {
      throw error.called("reshaped")
    }
  }
}

extension Shape {
  /// The shape with the size that -1 stands for.
  fileprivate func resolved(for count: Int, _ dtype: DType) throws(TensorInitError) -> Shape {
    var sizes = Array(self)
    let fault = TensorInitError.invalidShape(
      given: "\(self)", expected: "a shape of \(Names.counted(count, "element"))")
    if let open = sizes.firstIndex(of: -1) {
      guard sizes.lastIndex(of: -1) == open else {
        throw .invalidShape(given: "\(self)", expected: "at most one -1")
      }
      sizes[open] = 1
      guard let others = try? Shape(sizes).elementCount(of: dtype) else { throw fault }
      guard others > 0 else {
        throw count > 0
          ? fault
          : .invalidShape(given: "\(self)", expected: "no -1 beside a 0, as it could be any size")
      }
      sizes[open] = count / others
    }
    let shape = Shape(sizes)
    guard try shape.elementCount(of: dtype) == count else { throw fault }
    return shape
  }
}
