import TensorInit
import TestSupport
import Testing

@Suite("A box of a tensor, made alone, has the bits of the whole")
struct BoxTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let shape: Shape
    let box: [Range<Int>]
    var testDescription: String { "\(box) of \(shape)" }
    var sizes: Shape { Shape(box.map(\.count)) }

    /// The box's elements among those of the whole.
    func elements<Element>(of whole: [Element]) -> [Element] {
      var places = [0]
      for (range, size) in zip(box, shape) {
        places = places.flatMap { place in range.map { place * size + $0 } }
      }
      return places.map { whole[$0] }
    }
  }

  /// Boxes of all ranks, with runs of one element, across groups of 64, several within one, and of several
  /// dimensions.
  static let cases: [Case] = [
    Case(shape: [613, 517], box: [0..<613, 0..<517]),
    Case(shape: [613, 517], box: [0..<613, 130..<257]),
    Case(shape: [613, 517], box: [100..<101, 3..<500]),
    Case(shape: [613, 517], box: [17..<600, 516..<517]),
    Case(shape: [613, 517], box: [5..<5, 0..<517]),
    Case(shape: [40, 9, 5, 7], box: [3..<40, 2..<9, 0..<5, 0..<7]),
    Case(shape: [40, 9, 5, 7], box: [0..<40, 2..<3, 1..<4, 0..<7]),
    Case(shape: [40, 9, 5, 7], box: [39..<40, 0..<9, 0..<5, 6..<7]),
    Case(shape: [31, 23, 128], box: [3..<30, 5..<8, 61..<69]),
    Case(shape: [31, 23, 67], box: [3..<30, 0..<23, 40..<57]),
    Case(shape: [9, 8, 7, 13], box: [1..<8, 2..<8, 3..<6, 5..<8]),
    Case(shape: [301, 518], box: [17..<300, 130..<391]),
    Case(shape: [301, 518], box: [0..<301, 260..<261]),
  ]

  static let vector = Case(shape: [1031], box: [300..<1030])

  private func check(
    _ initializer: Initializer, _ part: Case, dtype: DType,
    _ algorithm: Generator.Algorithm = .ars, threads: Int? = nil
  ) throws {
    let whole = try Tensor(zeros: part.shape, dtype: dtype)
    let generator = Generator(algorithm: algorithm, seed: 42)
    try whole.initialize(initializer, using: generator)
    let box = try Tensor(zeros: part.sizes, dtype: dtype)
    let other = Generator(algorithm: algorithm, seed: 42)
    try box.initialize(
      initializer, asRegion: .box(part.box), of: part.shape, using: other, threads: threads)
    #expect(box.doubles() == part.elements(of: whole.doubles()))
    // Both generators have moved on alike.
    let next = [try Tensor(zeros: [9]), try Tensor(zeros: [9])]
    try next[0].initialize(.normal(), using: generator)
    try next[1].initialize(.normal(), using: other)
    #expect(next[0].doubles() == next[1].doubles())
  }

  @Test("of a Dirac delta in groups", arguments: [2, 4, 20, 40])
  func groups(groups: Int) throws {
    for part in Self.cases where part.shape == [40, 9, 5, 7] {
      try check(.dirac(groups: groups), part, dtype: .float32)
    }
  }

  @Test("of every initializer", arguments: Initializer.names)
  func initializers(name: String) throws {
    let initializer = try Initializer(#require(InitializerExamples.first(of: name)).expression)
    try checkAll(initializer, Self.cases + [Self.vector], [.float32, .bfloat16, .int16])
  }

  /// Checks what the initializer takes of the cases and dtypes, which is something.
  private func checkAll(
    _ initializer: Initializer, _ cases: [Case], _ dtypes: [DType],
    _ algorithm: Generator.Algorithm = .ars
  ) throws {
    var checked = 0
    for part in cases {
      for dtype in dtypes
      where (try? initializer.check(shape: part.shape, dtype: dtype, for: algorithm)) != nil {
        try check(initializer, part, dtype: dtype, algorithm, threads: 2)
        checked += 1
      }
    }
    #expect(checked > 0)
  }

  @Test(
    "of what is made of another initializer",
    arguments: [
      "unit_norm(axis=0)", "unit_norm(of=orthogonal, axis=(0, 1))", "unit_norm(of=uniform, axis=1)",
      "unit_norm(of=delta_orthogonal)", "unit_norm(of=icnr, axis=(1, 2))", "icnr(of=unit_norm)",
      "icnr(of=orthogonal)", "icnr(of=dirac)", "icnr(of=delta_orthogonal)",
    ])
  func composed(expression: String) throws {
    let initializer = try Initializer(expression)
    try checkAll(initializer, Self.cases, [.float32, .float64, .float16])
    // PyTorch has no delta_orthogonal.
    guard !expression.contains("delta") else { return }
    try checkAll(initializer, Self.cases, [.float32, .float64, .float16], .torch)
  }

  @Test("of every dtype", arguments: DType.allCases, cases)
  func dtypes(dtype: DType, part: Case) throws {
    try check(.bernoulli(), part, dtype: dtype, threads: 3)
  }

  @Test("of every generator", arguments: Generator.Algorithm.allCases, cases)
  func generators(algorithm: Generator.Algorithm, part: Case) throws {
    try check(.normal(), part, dtype: .float32, algorithm)
    try check(.xavierUniform(), part, dtype: .float64, algorithm)
  }

  @Test("in memory of any layout", arguments: [Initializer.normal(), .orthogonal(), .ones])
  func strided(initializer: Initializer) throws {
    let part = Case(shape: [300, 200], box: [20..<270, 70..<190])
    let whole = try Tensor(zeros: part.shape)
    try whole.initialize(initializer, using: Generator(seed: 1))
    // The transpose of the box, every second element.
    var memory = [Float](repeating: -1, count: 2 * 250 * 120)
    try memory.withUnsafeMutableBytes { bytes in
      let box = try StridedTensor(
        unsafeMemory: #require(bytes.baseAddress), shape: part.sizes, strides: [2, 500])
      try box.initialize(
        initializer, asRegion: .box(part.box), of: part.shape, using: Generator(seed: 1))
    }
    let expected = part.elements(of: try [Float](whole))
    for row in 0..<250 {
      for column in 0..<120 {
        #expect(memory[2 * row + 500 * column] == expected[120 * row + column])
      }
    }
    #expect(memory.enumerated().allSatisfy { $0.offset % 2 == 0 || $0.element == -1 })
  }

  @Test(
    "and another size or place is a fault",
    arguments: [
      Region.box([0..<2]), .box([0..<2, 0..<3, 0..<1]), .box([0..<3, 0..<2]), .box([3..<5, 0..<3]),
      .box([-1..<1, 0..<3]), .box([Int.min..<Int.max, 0..<3]), .all, .elements(0..<5),
      .elements(7..<13),
    ])
  func faults(region: Region) throws {
    let tensor = try Tensor(zeros: [2, 3])
    #expect(throws: TensorInitError.self) {
      try tensor.initialize(.ones, asRegion: region, of: [4, 3], using: Generator(seed: 1))
    }
    #expect(tensor.doubles() == [Double](repeating: 0, count: 6))
  }

  @Test("and one element is not several in the sentence of a fault")
  func oneElement() throws {
    let error = #expect(throws: TensorInitError.self) {
      try Tensor(zeros: [1]).initialize(.ones, asElements: 4..<5, of: [4])
    }
    #expect(
      error?.description == "ones: elements is 4..<5; expected 1 element within 0..<4")
    let length = #expect(throws: TensorInitError.self) { try Tensor([1.0], shape: [2]) }
    #expect(length?.description == "the tensor's shape is [2]; expected a shape of 1 element")
  }

  @Test("of which the sentence tells the box as it was written")
  func sentences() throws {
    let tensor = try Tensor(zeros: [2, 3])
    for (box, text): ([Range<Int>], String) in [
      ([0..<2, 1..<4], "[0..<2, 1..<4]"), ([0..<4], "[0..<4]"), ([], "[]"),
      ([-1..<1, 0..<3], "[-1..<1, 0..<3]"),
    ] {
      let error = #expect(throws: TensorInitError.self) {
        try tensor.initialize(.ones, asRegion: .box(box), of: [4, 3])
      }
      #expect(
        error?.description
          == "ones: the box is \(text); expected ranges within the sizes [4, 3], as long as the "
          + "sizes [2, 3]")
    }
  }

  @Test("an initializer tells whether parts cost more than their share")
  func divisible() throws {
    for (expression, algorithm, expected) in [
      ("normal", Generator.Algorithm.ars, true), ("eye", .ars, true), ("zeros", .torch, true),
      ("orthogonal", .ars, false), ("sparse(0.5)", .philox, false), ("normal", .torch, false),
    ] {
      let initializer = try Initializer(expression)
      let isDivisible = try initializer.isDivisible(
        shape: [8, 6], dtype: .float32, for: algorithm)
      #expect(isDivisible == expected, "\(expression) \(algorithm)")
    }
    #expect(throws: TensorInitError.self) {
      try Initializer.eye.isDivisible(shape: [8], dtype: .float32)
    }
  }
}
