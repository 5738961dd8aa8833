import TensorInit
import Testing

@Suite("A fused tensor has the values of its parts")
struct BlocksTests {
  private func tensors(
    _ specs: [(name: String, shape: Shape, initializer: Initializer)],
    using generator: Generator = Generator(seed: 5), dtype: DType = .float32
  ) throws -> [String: [Double]] {
    var found: [String: [Double]] = [:]
    for (name, shape, initializer) in specs {
      let tensor = try Tensor(zeros: shape, dtype: dtype)
      let dictionary: TensorDictionary = [name: tensor]
      try dictionary.initialize(initializer, named: name, using: generator)
      found[name] = tensor.doubles()
    }
    return found
  }

  @Test(
    "along any axis, interleaved in groups or not, whatever the parts are",
    arguments: [(0, 1), (0, 3), (1, 1), (1, 3), (-1, 1), (2, 3)] as [(axis: Int, groups: Int)],
    [DType.float32, .bfloat16])
  func values(layout: (axis: Int, groups: Int), dtype: DType) throws {
    let (axis, groups) = layout
    let own: [Int] = [6, 9, 12]
    let resolved = axis < 0 ? axis + 3 : axis
    let parts: [(String, Int, Initializer)] = [
      ("q", 6, .xavierNormal()), ("k", 3, .orthogonal()), ("v", 9, .zeros),
      ("w", 3, .unitNorm()),
    ]
    let total = parts.reduce(0) { $0 + $1.1 }
    func shape(_ size: Int) -> Shape {
      var sizes = own
      sizes[resolved] = size
      return Shape(sizes)
    }
    let alone = try tensors(parts.map { ($0.0, shape($0.1), $0.2) }, dtype: dtype)
    let fused = try tensors(
      [
        (
          "fused", shape(total),
          .blocks(
            parts.map { TensorBlock(name: $0.0, size: $0.1, initializer: $0.2) }, axis: axis,
            groups: groups)
        )
      ], dtype: dtype)["fused"]!
    let inner = own[(resolved + 1)...].reduce(1, *)
    for (element, value) in fused.enumerated() {
      let (before, rest) = element.quotientAndRemainder(dividingBy: total * inner)
      let (index, offset) = rest.quotientAndRemainder(dividingBy: inner)
      var (group, place) = index.quotientAndRemainder(dividingBy: total / groups)
      for (name, size, _) in parts {
        if place < size / groups {
          let own = (before * size + group * (size / groups) + place) * inner + offset
          #expect(value == alone[name]![own])
          group = -1
          break
        }
        place -= size / groups
      }
      #expect(group == -1)
    }
  }

  private static let fused = Initializer.blocks([
    TensorBlock(name: "q", size: 40, initializer: .normal()),
    TensorBlock(name: "k", size: 24, initializer: .uniform()),
  ])

  @Test("in boxes and with several threads")
  func boxes() throws {
    let shape: Shape = [64, 2000]
    let whole = try Tensor(zeros: shape)
    try whole.initialize(Self.fused, using: Generator(seed: 1))
    let values = whole.doubles()
    for box in [[3..<64, 7..<1990], [39..<41, 0..<2000], [0..<64, 5..<6]] {
      let part = try Tensor(zeros: Shape(box.map(\.count)))
      try part.initialize(
        Self.fused, asRegion: .box(box), of: shape, using: Generator(seed: 1), threads: 3)
      let expected = box[0].flatMap { row in box[1].map { values[row * 2000 + $0] } }
      #expect(part.doubles() == expected)
    }
  }

  @Test("and counts an initialization of each part's name, none of its own")
  func counts() throws {
    let generator = Generator(seed: 9)
    _ = try tensors([("fused", [64, 3], Self.fused)], using: generator)
    let second = try tensors([("q", [40, 3], .normal())], using: generator)["q"]!
    let fresh = Generator(seed: 9)
    _ = try tensors([("q", [40, 3], .normal())], using: fresh)
    #expect(try tensors([("q", [40, 3], .normal())], using: fresh)["q"]! == second)
  }

  @Test("and with PyTorch's generator the parts are drawn one after the other")
  func torch() throws {
    let fused = try tensors([("f", [64, 3], Self.fused)], using: .torch(seed: 4))["f"]!
    let generator = Generator.torch(seed: 4)
    let q = try tensors([("q", [40, 3], .normal())], using: generator)["q"]!
    let k = try tensors([("k", [24, 3], .uniform())], using: generator)["k"]!
    #expect(fused == q + k)
  }

  @Test(
    "and sizes that don't fit are a fault",
    arguments: [
      (
        Initializer.blocks([TensorBlock(name: "q", size: 3, initializer: .zeros)]),
        "blocks: the blocks' sizes is 3 in all; expected 4, the size of dimension 0"
      ),
      (
        .blocks([TensorBlock(name: "q", size: 4, initializer: .zeros)], groups: 3),
        "blocks: the size of 'q' is 4; expected a number of 1 or more, which the 3 groups divide"
      ),
      (
        .blocks([TensorBlock(name: "q", size: 4, initializer: .zeros)], axis: 2),
        "blocks: axis is 2; expected an axis in -2...1, those of the shape [4, 4]"
      ),
      (
        .unitNorm(of: .blocks([TensorBlock(name: "q", size: 4, initializer: .zeros)])),
        "blocks: blocks is a part of something else; expected a whole tensor of them"
      ),
    ] as [(Initializer, String)])
  func faults(initializer: Initializer, message: String) throws {
    let error = #expect(throws: TensorInitError.self) {
      try Tensor(zeros: [4, 4]).initialize(initializer, using: Generator(seed: 1))
    }
    #expect(error?.description == message)
  }
}
