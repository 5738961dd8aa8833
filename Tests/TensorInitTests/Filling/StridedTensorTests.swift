import TensorInit
import Testing

@Suite("Elements in memory of the caller's")
struct StridedTensorTests {
  @Test("a tensor writes to the caller's memory, and its views do", arguments: DType.allCases)
  func unsafeMemory(dtype: DType) throws {
    let expected = try Tensor(zeros: [6, 5], dtype: dtype)
    try expected.initialize(.bernoulli(), using: Generator(seed: 3))
    let memory = try Tensor(zeros: [6, 5], dtype: dtype)
    try memory.withUnsafeMutableBytes { bytes in
      let address = try #require(bytes.baseAddress)
      let tensor = try Tensor(unsafeMemory: address, shape: [6, 5], dtype: dtype)
      try tensor.initialize(.bernoulli(), using: Generator(seed: 3))
      try tensor[2].initialize(.ones)
    }
    try expected[2].initialize(.ones)
    #expect(memory.doubles() == expected.doubles())
  }

  @Test("the owner lives as long as the tensor")
  func owner() throws {
    final class Owner {
      let memory = UnsafeMutablePointer<Float>.allocate(capacity: 4)
      deinit { memory.deallocate() }
    }
    weak var owner: Owner?
    do {
      let object = Owner()
      owner = object
      let tensor = try Tensor(unsafeMemory: object.memory, shape: [4], keeping: object)
      let part = try tensor[0]
      try part.initialize(.ones)
      withExtendedLifetime(part) { #expect(owner != nil) }
    }
    #expect(owner == nil)
  }

  @Test(
    "each element has the value of a contiguous tensor, and nothing else is written",
    arguments: [
      "normal", "uniform(1, 2)", "sparse(0.3)", "orthogonal", "eye", "constant(3)",
      "kaiming_normal",
    ], [Generator.Algorithm.ars, .philox, .torch])
  func sameValues(expression: String, algorithm: Generator.Algorithm) throws {
    let initializer = try Initializer(expression)
    let whole = try Tensor(zeros: [70, 301])
    let generator = Generator(algorithm: algorithm, seed: 5)
    try whole.initialize(initializer, using: generator)
    var memory = [Float](repeating: -1, count: 70 * 301 * 2)
    let other = Generator(algorithm: algorithm, seed: 5)
    try memory.withUnsafeMutableBytes { bytes in
      let strided = try StridedTensor(
        unsafeMemory: #require(bytes.baseAddress), shape: [70, 301], strides: [2, 140])
      try strided.initialize(initializer, using: other)
    }
    let values = try [Float](whole)
    for row in 0..<70 {
      for column in 0..<301 {
        let place = row * 2 + column * 140
        #expect(memory[place] == values[row * 301 + column])
        #expect(memory[place + 1] == -1)
      }
    }
    // Both generators have moved on alike.
    let next = try Tensor(zeros: [9])
    let otherNext = try Tensor(zeros: [9])
    try next.initialize(.normal(), using: generator)
    try otherNext.initialize(.normal(), using: other)
    #expect(next.doubles() == otherNext.doubles())
  }

  @Test("elements on one place may only be equal")
  func overlapping() throws {
    var value: Float = 0
    try withUnsafeMutableBytes(of: &value) { bytes in
      let tensor = try StridedTensor(
        unsafeMemory: #require(bytes.baseAddress), shape: [1 << 20, 1 << 20], strides: [0, 0])
      try tensor.initialize(.constant(7))
      let generator = Generator(seed: 1)
      let fault = #expect(throws: TensorInitError.self) {
        try tensor.initialize(.normal(), using: generator)
      }
      #expect(
        fault?.description
          == "normal: strides is such that elements lie on the same memory; "
          + "expected each element at a place of its own")
      #expect(throws: TensorInitError.self) { try tensor.initialize(.eye) }
      // The refused call has drawn nothing.
      let (next, first) = (try Tensor(zeros: [9]), try Tensor(zeros: [9]))
      try next.initialize(.normal(), using: generator)
      try first.initialize(.normal(), using: Generator(seed: 1))
      #expect(next.doubles() == first.doubles())
    }
    #expect(value == 7)
  }

  @Test("elements on one place are found whatever the strides, and no others")
  func overlappingExactly() throws {
    var random = SystemRandomNumberGenerator()
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: 2 * Self.farthest + 1)
    defer { memory.deallocate() }
    var overlapping = 0
    for _ in 0..<3000 {
      let shape = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        Int.random(in: 1...5, using: &random)
      }
      let strides = shape.map { _ in Int.random(in: -24...24, using: &random) }
      var places = [0]
      for (size, stride) in zip(shape, strides) {
        places = places.flatMap { place in (0..<size).map { place + $0 * stride } }
      }
      let tensor = try StridedTensor(
        unsafeMemory: memory + Self.farthest, shape: Shape(shape), strides: strides, dtype: .uint8)
      func fill() throws { try tensor.initialize(.random(), using: Generator(seed: 1)) }
      if Set(places).count < places.count {
        overlapping += 1
        #expect(throws: TensorInitError.self, "\(shape) \(strides)") { try fill() }
      } else {
        #expect(throws: Never.self, "\(shape) \(strides)") { try fill() }
      }
      try tensor.initialize(.ones)
    }
    #expect(overlapping > 300 && overlapping < 2700)
  }

  private static let farthest = 4 * 4 * 24

  @Test(
    "layouts that are hard to decide are decided, or refused, at once",
    arguments: [
      ([4, 1 << 20], [1, 1]), ([1 << 20, 1 << 20], [(1 << 20) - 4, (1 << 20) - 8]),
      ([1 << 12, 1 << 12, 1 << 12], [10_000_019, 10_000_079, 10_000_103]),
      (
        [2, 2, 2, 2, 2, 2, 2, 2],
        [1_000_003, 1_000_033, 1_000_037, 1_000_039, 1_000_081, 7, 5, 3]
      ),
    ])
  func hardLayouts(shape: [Int], strides: [Int]) throws {
    let start = ContinuousClock.now
    let tensor = try StridedTensor(
      unsafeMemory: try #require(UnsafeMutableRawPointer(bitPattern: 64)), shape: Shape(shape),
      strides: strides, dtype: .uint8)
    // All of them meet: nothing is written.
    #expect(throws: TensorInitError.self) {
      try tensor.initialize(.random(), using: Generator(seed: 1))
    }
    #expect(ContinuousClock.now - start < .seconds(1))
  }

  @Test("wrong strides and addresses are faults")
  func faults() throws {
    var memory = [Float](repeating: 0, count: 8)
    try memory.withUnsafeMutableBytes { bytes in
      let address = try #require(bytes.baseAddress)
      for strides in [[1], [1, 1, 1], [.min, 1], [.max, .max]] {
        #expect(throws: TensorInitError.self) {
          try StridedTensor(unsafeMemory: address, shape: [2, 2], strides: strides)
        }
      }
      #expect(throws: TensorInitError.self) {
        try StridedTensor(unsafeMemory: address + 2, shape: [1])
      }
      #expect(throws: TensorInitError.self) { try Tensor(unsafeMemory: address + 2, shape: [1]) }
      #expect(throws: TensorInitError.self) { try Tensor(unsafeMemory: address, shape: [-1]) }
    }
  }
}
