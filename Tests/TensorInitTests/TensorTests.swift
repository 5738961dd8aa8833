import TensorInit
import Testing

@Suite("A tensor is a typed, shaped handle on shared elements")
struct TensorTests {
  @Test("it starts as zeros, aligned for the widest vectors", arguments: DType.allCases)
  func zeros(dtype: DType) throws {
    for shape: Shape in [[], [5], [3, 4], [2, 0, 3], [2, 3, 4, 5, 6]] {
      let tensor = try Tensor(zeros: shape, dtype: dtype)
      #expect(tensor.shape == shape)
      #expect(tensor.rank == shape.count)
      #expect(tensor.dtype == dtype)
      #expect(tensor.count == shape.reduce(1, *))
      #expect(tensor.byteCount == tensor.count * dtype.byteCount)
      #expect(tensor.doubles() == [Double](repeating: 0, count: tensor.count))
      tensor.withUnsafeMutableBytes { #expect(UInt(bitPattern: $0.baseAddress) % 64 == 0) }
    }
  }

  @Test("float32 is the standard dtype")
  func standardDType() throws {
    #expect(try Tensor(zeros: [1]).dtype == .float32)
  }

  @Test("arrays go in and come out")
  func arrays() throws {
    let values: [Int16] = [1, -2, 3, -4, 5, -6]
    let tensor = try Tensor(values, shape: [2, 3])
    #expect(tensor.dtype == .int16)
    #expect(try [Int16](tensor) == values)
    #expect(try [Int16](tensor[1]) == [-4, 5, -6])
    #expect(try [Bool](Tensor([true, false])) == [true, false])
    #expect(try [Double](Tensor([2.5])) == [2.5])
    #expect(try [BFloat16](Tensor([BFloat16(1.5 as Float)])) == [BFloat16(1.5 as Float)])
  }

  @Test("a view along dimension 0 shares the elements, and so does a copy of the handle")
  func views() throws {
    let tensor = try Tensor(zeros: [3, 2, 2])
    try tensor[1].initialize(.ones)
    try tensor[2][0].initialize(.constant(5))
    #expect(tensor.doubles() == [0, 0, 0, 0, 1, 1, 1, 1, 5, 5, 0, 0])
    let copy = tensor
    try copy.initialize(.constant(7))
    #expect(tensor.doubles().allSatisfy { $0 == 7 })
    #expect(try tensor[0].shape == [2, 2])
    #expect(try Tensor([1, 2, 3] as [Float])[2].shape == [])
  }

  @Test("a view outlives the tensor that it came from")
  func viewsKeepStorage() throws {
    var tensor: Tensor? = try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
    let view = try #require(try tensor?[1])
    tensor = nil
    #expect(view.doubles() == [3, 4])
  }

  @Test("typed access reads and writes in place")
  func typedAccess() throws {
    let tensor = try Tensor(zeros: [2, 2])
    try tensor.withUnsafeMutableBufferPointer(of: Float.self) { $0[3] = 4 }
    try tensor.withMutableSpan(of: Float.self) { $0[0] = 2 }
    #expect(tensor.doubles() == [2, 0, 0, 4])
  }

  @Test("access as another type is a fault")
  func wrongType() throws {
    let tensor = try Tensor(zeros: [2])
    let error = #expect(throws: TensorInitError.self) { try [Double](tensor) }
    #expect(
      error?.description
        == "access to elements as Double: the tensor's dtype is float32; expected float64")
  }

  @Test(
    "an index outside dimension 0 is a fault, and a scalar has none", arguments: [-1, 3, Int.max])
  func wrongIndex(index: Int) throws {
    let tensor = try Tensor(zeros: [3, 2])
    let error = #expect(throws: TensorInitError.self) { try tensor[index] }
    #expect(
      error?.description == "index is \(index); expected an index in 0..<3")
    #expect(throws: TensorInitError.self) { try Tensor(zeros: [])[0] }
  }

  @Test(
    "a size that is negative or overflows is a fault, found before memory is asked for",
    arguments: [
      [-1] as Shape, [2, -3], [Int.max, 2], [1 << 32, 1 << 32], [1 << 61], [3, 1 << 60],
      [1 << 62, 4, 0],
    ])
  func impossibleShapes(shape: Shape) throws {
    let error = #expect(throws: TensorInitError.self) { try Tensor(zeros: shape, dtype: .float64) }
    guard case .invalidShape("\(shape)", _) = try #require(error) else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("memory that can't be had is a fault and not a crash")
  func outOfMemory() throws {
    let error = #expect(throws: TensorInitError.self) {
      try Tensor(zeros: [1 << 60], dtype: .uint8)
    }
    #expect(error == .outOfMemory(byteCount: 1 << 60))
  }

  @Test("an array of another length than its shape is a fault")
  func wrongLength() throws {
    let error = #expect(throws: TensorInitError.self) {
      try Tensor([1, 2, 3] as [Float], shape: [2])
    }
    #expect(
      error?.description == "the tensor's shape is [2]; expected a shape of 3 elements")
  }

  @Test("its description shows shape, dtype and elements, long dimensions by their ends")
  func description() throws {
    #expect(
      try "\(Tensor([1, 2, 3, 4] as [Int32], shape: [2, 2]))"
        == "Tensor(shape: [2, 2], dtype: int32) [[1, 2], [3, 4]]")
    #expect(
      try "\(Tensor((0..<20).map(Float.init)))"
        == "Tensor(shape: [20], dtype: float32) [0.0, 1.0, 2.0, ..., 17.0, 18.0, 19.0]")
    #expect(try "\(Tensor(zeros: []))" == "Tensor(shape: [], dtype: float32) 0.0")
    #expect(try "\(Tensor(zeros: [0, 2]))" == "Tensor(shape: [0, 2], dtype: float32) []")
  }

  @Test("its description takes no longer for elements that are not shown")
  func longDescription() throws {
    let tensor = try Tensor(zeros: [2, 1 << 24], dtype: .int8)
    let duration = ContinuousClock().measure {
      #expect(
        "\(tensor)"
          == "Tensor(shape: [2, 16777216], dtype: int8) [[0, 0, 0, ..., 0, 0, 0], "
          + "[0, 0, 0, ..., 0, 0, 0]]")
    }
    #expect(duration < .seconds(2))
  }

  @Test("its description is short where there are no elements", .timeLimit(.minutes(1)))
  func emptyDescription() throws {
    #expect(
      try "\(Tensor(zeros: [2, 3, 0]))" == "Tensor(shape: [2, 3, 0], dtype: float32) []")
    let shape = Shape(Array(repeating: 7, count: 20) + [0])
    #expect(
      try "\(Tensor(zeros: shape, dtype: .int8))" == "Tensor(shape: \(shape), dtype: int8) []")
  }

  @Test("its description has any number of dimensions")
  func deepDescription() throws {
    let ones = Array(repeating: 1, count: 200_000)
    let text = try "\(Tensor([5, 6] as [Int8], shape: Shape(ones + [2] + ones)))"
    let brackets = String(repeating: "[", count: 200_000)
    let end = String(repeating: "]", count: 200_000)
    #expect(text.hasSuffix("\(brackets)[\(brackets)5\(end), \(brackets)6\(end)]\(end)"))
  }

  @Test("bfloat16 rounds to nearest even, once, also from a Double")
  func bfloat16() {
    #expect(Float(BFloat16(1 + 0x1p-8 as Float)) == 1)
    #expect(Float(BFloat16(1 + 0x3p-8 as Float)) == 1 + 0x1p-6)
    #expect(Float(BFloat16(1 + 0x1p-8 + 0x1p-40 as Double)) == 1 + 0x1p-7)
    #expect(Float(BFloat16(-1 - 0x1p-8 - 0x1p-40 as Double)) == -1 - 0x1p-7)
    #expect(Float(BFloat16(Float.infinity)) == .infinity)
    #expect(Float(BFloat16(Double.greatestFiniteMagnitude)) == .infinity)
    #expect(Float(BFloat16(Float.nan)).isNaN)
    #expect(BFloat16(Float.leastNonzeroMagnitude).bitPattern == 0)
  }
}
