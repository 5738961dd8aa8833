import TensorInit
import Testing

@Suite("A tensor is read")
struct TensorReadingTests {
  private func tensor() throws -> Tensor {
    try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
  }

  @Test("without a way to write it")
  func readOnly() throws {
    let tensor = try tensor()
    #expect(try tensor.withUnsafeBufferPointer(of: Float.self) { $0[4] } == 5)
    #expect(try tensor.withSpan { (span: Span<Float>) in span[span.count - 1] } == 6)
    #expect(tensor.withUnsafeBytes { $0.count } == 24)
    #expect(
      tensor.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 8, as: Float.self) } == 3)
    #expect(throws: TensorInitError.self) { try tensor.withSpan(of: Double.self) { $0.count } }
    #expect(throws: TensorInitError.self) {
      try tensor.withUnsafeBufferPointer(of: Int8.self) { $0.count }
    }
    #expect(try Tensor(zeros: [2, 0]).withSpan(of: Float.self) { $0.isEmpty })
  }

  @Test("element by element, beside views by one index")
  func elements() throws {
    let tensor = try tensor()
    let element: Float = try tensor[1, 2]
    #expect(element == 6)
    #expect(try tensor[0, 1, as: Float.self] == 2)
    #expect(try tensor[1, 0] == 4 as Float)
    // One index gives a view, unless an element is asked for.
    let row = try tensor[1]
    #expect(row.shape == [3])
    let last: Float = try row[2]
    #expect(last == 6)
    #expect(try tensor[1][0].item() == 4 as Float)
    #expect(try tensor[1][0, as: Float.self] == 4)
    #expect(try Tensor(7, as: .int32)[as: Int32.self] == 7)
  }

  @Test("and element by element written, in the tensor's dtype")
  func setElements() throws {
    let tensor = try tensor()
    try tensor.setElement(at: 1, 2, to: 0.5)
    try tensor.setElement(at: 0, 0, to: -3)
    try tensor[1].setElement(at: 0, to: true)
    #expect(try [Float](tensor) == [-3, 2, 3, 1, 5, 0.5])
    let scalar = try Tensor(zeros: [], dtype: .int8)
    try scalar.setElement(to: 2.75)
    #expect(try scalar.item() == 2 as Int8)
  }

  @Test(
    "where an element is, and else says what is wrong",
    arguments: [
      ([2, 0], "index 0 is 2; expected an index in 0..<2"),
      ([0, -1], "index 1 is -1; expected an index in 0..<3"),
      ([0], "indices is [0]; expected 2 numbers, one for each dimension"),
      ([0, 0, 0], "indices is [0, 0, 0]; expected 2 numbers, one for each dimension"),
    ])
  func wrongIndices(indices: [Int], message: String) throws {
    let tensor = try tensor()
    func read() throws -> Float {
      switch indices.count {
      case 1: try tensor[indices[0]]
      case 2: try tensor[indices[0], indices[1]]
      default: try tensor[indices[0], indices[1], indices[2]]
      }
    }
    #expect { try read() } throws: { "\($0)" == message }
  }

  @Test("and says so where there are no elements, or they have another type")
  func wrongElements() throws {
    #expect {
      let _: Float = try Tensor(zeros: [2, 0])[1, 0]
    } throws: {
      "\($0)" == "index 1 is 0; expected none, since dimension 1 has size 0"
    }
    #expect {
      let _: Float = try Tensor(zeros: [])[0]
    } throws: {
      "\($0)" == "indices is [0]; expected none, as a scalar has no dimensions"
    }
    #expect {
      let _: Double = try tensor()[0, 0]
    } throws: {
      "\($0)"
        == "access to elements as Double: the tensor's dtype is float32; expected float64"
    }
    #expect(throws: TensorInitError.self) { try tensor().setElement(at: 2, 0, to: 1.0) }
  }

  @Test("as its only element")
  func item() throws {
    #expect(try Tensor([3.5], shape: [1, 1, 1]).item(as: Double.self) == 3.5)
    #expect {
      let _: Float = try tensor().item()
    } throws: {
      "\($0)" == "item: the tensor's shape is [2, 3]; expected a shape of 1 element"
    }
    #expect(throws: TensorInitError.self) { try Tensor(zeros: [0]).item(as: Float.self) }
    #expect(throws: TensorInitError.self) { try Tensor(zeros: [1]).item(as: Double.self) }
  }
}

@Suite("A tensor gives another one")
struct DerivedTensorTests {
  @Test("of the same elements in memory of its own", arguments: DType.allCases)
  func copy(dtype: DType) throws {
    let tensor = try Tensor(shape: [3, 2], .bernoulli(p: 0.5), dtype: dtype)
    let copy = try tensor[1].copy()
    #expect(copy.shape == [2])
    #expect(copy.dtype == dtype)
    let before = copy.doubles()
    #expect(try before == tensor[1].doubles())
    try tensor.initialize(.constant(before[0] == 0 ? 1 : 0))
    #expect(copy.doubles() == before)
  }

  @Test("of another dtype, with memory of its own also where that is the same")
  func cast() throws {
    let tensor = try Tensor([1.5, -2.7, 300] as [Float])
    #expect(try [Int8](tensor.cast(to: .int8)) == [1, -2, 127])
    #expect(try [Double](tensor.cast(to: .float64)) == [1.5, Double(-2.7 as Float), 300])
    let same = try tensor.cast(to: .float32)
    try tensor.initialize(.zeros)
    #expect(try [Float](same) == [1.5, -2.7, 300])
    let huge = try Tensor(zeros: [1 << 60, 0], dtype: .int8)
    #expect(throws: TensorInitError.self) { try huge.cast(to: .float64) }
  }

  @Test(
    "of another shape, with the same elements",
    arguments: [
      ([3, 2], [3, 2]), ([6], [6]), ([-1], [6]), ([2, -1, 1], [2, 3, 1]), ([1, 6, -1], [1, 6, 1]),
    ] as [(Shape, Shape)])
  func reshaped(asked: Shape, expected: Shape) throws {
    let tensor = try Tensor((0..<6).map(Float.init), shape: [2, 3])
    let reshaped = try tensor.reshaped(asked)
    #expect(reshaped.shape == expected)
    try tensor[1].initialize(.ones)
    #expect(try [Float](reshaped) == [0, 1, 2, 1, 1, 1])
    // A part of a tensor too.
    #expect(try [Float](tensor[0].reshaped([3, 1])[2]) == [2])
  }

  @Test("without elements in any shape that has none")
  func reshapedEmpty() throws {
    let tensor = try Tensor(zeros: [2, 0])
    #expect(try tensor.reshaped([0, 7, 1]).shape == [0, 7, 1])
    #expect(try tensor.reshaped([-1, 3]).shape == [0, 3])
    #expect(try Tensor(zeros: []).reshaped([1, -1]).shape == [1, 1])
    #expect(try Tensor(zeros: [1, 1]).reshaped([]).shape == [])
  }

  @Test(
    "of no shape of another number of elements",
    arguments: [
      ([4], "[4]; expected a shape of 6 elements"),
      ([4, -1], "[4, -1]; expected a shape of 6 elements"),
      ([-1, -1], "[-1, -1]; expected at most one -1"),
      ([-2, -3], "[-2, -3]; expected sizes of 0 or more"),
      ([0, -1], "[0, -1]; expected a shape of 6 elements"),
      ([], "[]; expected a shape of 6 elements"),
      ([1 << 61, 8], "[2305843009213693952, 8]; expected a size in bytes that fits 62 bits"),
    ] as [(Shape, String)])
  func misshapen(shape: Shape, message: String) throws {
    let tensor = try Tensor(zeros: [2, 3])
    #expect {
      _ = try tensor.reshaped(shape)
    } throws: {
      "\($0)" == "reshaped: the tensor's shape is " + message
    }
  }

  @Test("of no shape with a size that could be anything")
  func ambiguous() throws {
    #expect {
      _ = try Tensor(zeros: [0, 3]).reshaped([0, -1])
    } throws: {
      "\($0)"
        == "reshaped: the tensor's shape is [0, -1]; expected no -1 beside a 0, as it could be any size"
    }
  }
}

@Suite("A tensor made initialized")
struct InitializedTensorTests {
  @Test("has the elements of one that was made before")
  func sameElements() throws {
    for shape: Shape in [[], [5], [64, 32], [0, 3]] {
      let (generator, other) = (Generator(seed: 3), Generator(seed: 3))
      let made = try Tensor(shape: shape, .normal(std: 0.02), dtype: .bfloat16, using: generator)
      let tensor = try Tensor(zeros: shape, dtype: .bfloat16)
      try tensor.initialize(.normal(std: 0.02), using: other, threads: 2)
      #expect(made.shape == shape)
      #expect(made.dtype == .bfloat16)
      #expect(made.doubles() == tensor.doubles())
      #expect(generator.state == other.state)
    }
    #expect(try Tensor(shape: [2], .ones).dtype == .float32)
  }

  @Test("draws nothing where something is wrong")
  func faults() throws {
    let generator = Generator(seed: 3)
    let start = generator.state
    let faults: [(Shape, Initializer, DType, Int?)] = [
      ([3], .kaimingNormal(), .float32, nil), ([-1], .normal(), .float32, nil),
      ([2, 2], .normal(std: -1), .float32, nil), ([1 << 60], .normal(), .float16, nil),
      ([2, 2], .normal(), .int8, nil), ([2, 2], .normal(), .float32, 0),
    ]
    for (shape, initializer, dtype, threads) in faults {
      #expect(throws: TensorInitError.self) {
        try Tensor(shape: shape, initializer, dtype: dtype, using: generator, threads: threads)
      }
    }
    #expect(generator.state == start)
  }
}

extension Tensor {
  fileprivate init(_ number: Int, as dtype: DType) throws {
    try self.init(shape: [], .constant(Double(number)), dtype: dtype)
  }
}
