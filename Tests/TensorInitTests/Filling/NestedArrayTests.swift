import TensorInit
import Testing

@Suite("Swift arrays come back initialized, of the same type and shape")
struct NestedArrayTests {
  @Test("numbers, arrays and nested arrays")
  func shapes() throws {
    let number: Float = try Initializer.constant(2).initialized(0)
    #expect(number == 2)
    let row: [Double] = try Initializer.uniform().initialized([0, 0, 0])
    #expect(row.count == 3 && row.allSatisfy { $0 > 0 && $0 < 1 })
    let matrix = try Initializer.normal(std: 0.01)
      .initialized([[Float]](repeating: [0, 0, 0, 0], count: 3))
    #expect(matrix.map(\.count) == [4, 4, 4] && Set(matrix.joined()).count == 12)
    let cube = try Initializer.dirac()
      .initialized([[[Float16]]](repeating: [[0, 0, 0], [0, 0, 0]], count: 2))
    #expect(cube == [[[0, 1, 0], [0, 0, 0]], [[0, 0, 0], [0, 1, 0]]])
  }

  @Test("of every element type")
  func types() throws {
    func check<Element: TensorElement & Equatable>(_ zero: Element, _ one: Element) throws {
      #expect(try Initializer.ones.initialized([[zero], [zero]]) == [[one], [one]])
      #expect(try Tensor(nested: [zero]).dtype == Element.dtype)
    }
    try check(Float(0), 1)
    try check(0.0, 1)
    try check(Float16(0), 1)
    try check(BFloat16(0 as Float), BFloat16(1 as Float))
    try check(Int8(0), 1)
    try check(Int16(0), 1)
    try check(Int32(0), 1)
    try check(Int64(0), 1)
    try check(0, 1)
    try check(UInt8(0), 1)
    try check(false, true)
  }

  @Test("the same values as a tensor")
  func values() throws {
    let array = try Initializer.xavierUniform()
      .initialized([[0.0, 0, 0], [0, 0, 0]], using: Generator(seed: 3))
    let tensor = try Tensor(zeros: [2, 3], dtype: .float64)
    try tensor.initialize(.xavierUniform(), using: Generator(seed: 3))
    #expect(try tensor.nested() == array)
  }

  @Test("empty arrays too, with sizes of 0 where there is nothing to count")
  func empty() throws {
    #expect(try Initializer.uniform().initialized([Float]()) == [])
    #expect(try Tensor(nested: [[[Float]]]()).shape == [0, 0, 0])
    #expect(try Tensor(nested: [[Float]]([[], []])).shape == [2, 0])
    let many = [[Float]](repeating: [], count: 1 << 21)
    #expect(try Initializer.uniform().initialized(many).count == many.count)
  }

  @Test("but not more empty arrays than memory may have room for")
  func empties() throws {
    for shape: Shape in [[1 << 40, 0], [1_048_577, 0], [1 << 59, 0]] {
      let error = #expect(throws: TensorInitError.self) {
        try Tensor(zeros: shape).nested(as: [[Float]].self)
      }
      #expect(
        error?.description
          == "the tensor's shape is \(shape); expected one of at most 1048576 empty arrays")
    }
    #expect(throws: TensorInitError.self) {
      try Tensor(zeros: [1 << 10, 1 << 11, 0]).nested(as: [[[Float]]].self)
    }
    #expect(try Tensor(zeros: [0, 1 << 40]).nested(as: [[Float]].self).isEmpty)
    #expect(try Tensor(zeros: [2, 0, 1 << 40]).nested(as: [[[Float]]].self) == [[], []])
    #expect(try Tensor(zeros: [1 << 20, 0]).nested(as: [[Float]].self).count == 1 << 20)
  }

  @Test("arrays of different sizes are a fault")
  func ragged() throws {
    let error = #expect(throws: TensorInitError.self) {
      try Initializer.zeros.initialized([[1.0, 2], [3]])
    }
    #expect(
      error?.description
        == "a nested array is of 1 element; expected 2 as in the arrays beside it")
    #expect(throws: TensorInitError.self) {
      try Initializer.zeros.initialized([[[1.0], [2]], [[3]]])
    }
  }

  @Test("conversion to another type or depth is a fault")
  func conversions() throws {
    let tensor = try Tensor(zeros: [2, 2])
    #expect(throws: TensorInitError.self) { try tensor.nested(as: [[Double]].self) }
    let error = #expect(throws: TensorInitError.self) { try tensor.nested(as: [Float].self) }
    #expect(
      error?.description
        == "the tensor's shape is [2, 2]; expected 1 dimension for conversion to Array<Float>")
  }
}
