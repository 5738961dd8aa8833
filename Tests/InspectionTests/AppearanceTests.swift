import TensorInit
import TensorInitInspection
import TestSupport
import Testing

@Suite("Values that are not drawn are recognized")
struct AppearanceTests {
  struct Case: CustomTestStringConvertible {
    let expression: String
    let shape: Shape
    var dtypes = [DType.float32, .float64, .float16, .bfloat16]
    /// The expression if it is `nil`.
    var named: String?
    var testDescription: String { "\(expression) \(shape)" }
  }

  private static let cases: [Case] = [
    Case(expression: "zeros", shape: [5], dtypes: DType.allCases),
    Case(expression: "ones", shape: [3, 4], dtypes: DType.allCases),
    Case(expression: "ones", shape: [], named: "ones"),
    Case(expression: "constant(-0.5)", shape: [2000]),
    Case(expression: "eye", shape: [8, 8], dtypes: DType.allCases),
    Case(expression: "eye", shape: [70, 9]),
    Case(expression: "eye(gain=-2.5)", shape: [9, 70]),
    Case(expression: "dirac", shape: [8, 4, 3]),
    Case(expression: "dirac(groups=2)", shape: [8, 4, 3, 3], named: "dirac(groups=2)"),
    Case(
      expression: "dirac(groups=4, gain=3)", shape: [12, 3, 3, 1, 3],
      named: "dirac(groups=4, gain=3.0)"),
    Case(
      expression: "arange(step=1)", shape: [1, 512], dtypes: [.float32, .int64, .int16]),
    Case(expression: "arange(start=5, step=-2)", shape: [40], dtypes: [.float32, .int32]),
    Case(expression: "arange(step=3, axis=0)", shape: [12, 3], dtypes: [.float64, .uint8]),
    Case(expression: "log_arange", shape: [96, 16]),
    Case(expression: "rope_inverse_frequencies", shape: [64], dtypes: [.float32, .float64]),
    Case(expression: "rope_inverse_frequencies(base=500000)", shape: [64], dtypes: [.float32]),
    Case(expression: "sinusoidal", shape: [50, 32]),
    Case(expression: "sinusoidal(layout=sines_then_cosines, endpoint=true)", shape: [1500, 64]),
    Case(expression: "bilinear", shape: [4, 4, 5, 5]),
  ]

  @Test("as the initializer that gives them", arguments: cases)
  func structure(example: Case) throws {
    for dtype in example.dtypes {
      let found = try inspection(of: tensor(example.expression, example.shape, dtype))
      let name = try example.named ?? "\(Initializer(example.expression))"
      #expect(found.appearances.count == 1, "\(dtype)")
      let text = found.appearances.first?.text ?? "none"
      // As the library writes it, however the expression is written here.
      let written = try Initializer(text)
      #expect("\(written)" == name || text == name, "\(dtype): \(text)")
      #expect(found.schemes.isEmpty && found.laws.isEmpty)
    }
  }

  @Test("and with one element changed aren't", arguments: cases.filter { $0.shape.count > 0 })
  func changed(example: Case) throws {
    let tensor = try tensor(example.expression, example.shape)
    // Away from the first elements, which tell most candidates apart.
    try tensor.withUnsafeMutableBufferPointer(of: Float.self) { elements in
      elements[elements.count * 3 / 4] += 3.25
    }
    let found = try inspection(of: tensor)
    for case .structure(let structure) in found.appearances {
      Issue.record("\(structure.expression)")
    }
    for case .constant(let value) in found.appearances { Issue.record("\(value)") }
  }

  @Test(
    "among them orthogonal rows and columns, by their length",
    arguments: [
      ([40, 90], "orthogonal"), ([500, 64], "orthogonal(gain=1.5)"),
      ([64, 64], "orthogonal(gain=0.1)"),
      ([2, 1000], "orthogonal"), ([48, 16, 3, 3], "orthogonal"), ([3000, 2], "orthogonal"),
      ([700, 700], "orthogonal"), ([200, 1500], "orthogonal(gain=2)"),
    ] as [(Shape, String)])
  func orthogonal(shape: Shape, expression: String) throws {
    for dtype in [DType.float32, .float64, .float16, .bfloat16] {
      let found = try inspection(of: tensor(expression, shape, dtype))
      #expect(found.appearances.first?.text == expression, "\(dtype)")
    }
  }

  @Test("and not drawn ones, be rows as long as they like")
  func notOrthogonal() throws {
    for shape in [[2, 200_000], [200_000, 2], [64, 64], [3, 1_000_000], [128, 64]] as [Shape] {
      for dtype in [DType.float32, .bfloat16, .float16] {
        let found = try inspection(of: tensor("normal", shape, dtype))
        #expect(found.appearances.map(\.text) == ["normal(std=1)"], "\(shape) \(dtype)")
      }
    }
  }

  @Test("nor those of which one column differs")
  func almostOrthogonal() throws {
    let tensor = try tensor("orthogonal", [200, 50])
    try tensor.withUnsafeMutableBufferPointer(of: Float.self) { elements in
      for row in 0..<200 { elements[row * 50 + 25] = Float(row % 2) }
    }
    let found = try inspection(of: tensor)
    for case .semiOrthogonal in found.appearances { Issue.record("it is none") }
  }

  @Test("nor those with a vector that is zeros, longer, equal to another or off in one element")
  func spoiled() throws {
    typealias Spoiling = (_ elements: UnsafeMutableBufferPointer<Float>, _ columns: Int) -> Void
    let spoilings: [Spoiling] = [
      { elements, columns in for column in 0..<columns { elements[37 * columns + column] = 0 } },
      { elements, columns in for column in 0..<columns { elements[37 * columns + column] *= 2 } },
      { elements, columns in
        for column in 0..<columns {
          elements[37 * columns + column] = elements[51 * columns + column]
        }
      },
      { elements, columns in elements[37 * columns + 3] += 0.3 },
    ]
    for shape in [[64, 64], [64, 2000], [100, 100], [500, 67]] as [Shape] {
      for (number, spoil) in spoilings.enumerated() {
        let tensor = try tensor("orthogonal", shape)
        try tensor.withUnsafeMutableBufferPointer(of: Float.self) { spoil($0, shape[1]) }
        for case .semiOrthogonal in try inspection(of: tensor).appearances {
          Issue.record("\(shape), \(number)")
        }
      }
    }
    let rows = try tensor("unit_norm(of=normal)", [500, 64])
    try rows.withUnsafeMutableBufferPointer(of: Float.self) { $0[64 * 301 + 5] += 1 }
    for case .rowsOfLength in try inspection(of: rows).appearances { Issue.record("rows") }
  }

  @Test("also at the centre of a kernel, and rows of one length")
  func others() throws {
    #expect(
      try inspection(of: tensor("delta_orthogonal", [32, 16, 3, 3])).appearances.first?.text
        == "delta_orthogonal")
    let unit = try inspection(of: tensor("unit_norm(of=normal)", [50, 64]))
    #expect(unit.appearances.first?.text == "rows of length 1")
  }

  @Test("zeros at random places and rows of zeros beside the law of the others")
  func zeros() throws {
    let sparse = try inspection(of: tensor("sparse(sparsity=0.1, std=0.5)", [128, 64]))
    #expect(sparse.appearances.map(\.text) == ["sparse(sparsity=0.1)", "normal(std=0.5)"])
    let padded = try tensor("normal(std=0.02)", [500, 64])
    try padded.withUnsafeMutableBufferPointer(of: Float.self) { elements in
      for row in [3, 4, 17] { for column in 0..<64 { elements[row * 64 + column] = 0 } }
    }
    let found = try inspection(of: padded)
    #expect(found.appearances.map(\.text) == ["3 zero rows", "normal(std=0.02)"])
    guard case .zeroRows(3, first: 3) = found.appearances[0] else {
      Issue.record("\(found.appearances[0])")
      return
    }
  }

  @Test("a causal mask")
  func mask() throws {
    let mask = (0..<2 * 40 * 40).map { place in place % 40 <= place / 40 % 40 }
    let found = try inspection(of: Tensor(mask, shape: [2, 40, 40]))
    #expect(found.appearances.map(\.text) == ["lower triangle of ones"])
  }
}
