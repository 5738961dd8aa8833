import TensorInit
import TensorInitRecipes
import Testing

@Suite("A recipe's numbers are formulas")
struct FormulaTests {
  private static func recipe(
    _ text: String, setting settings: [String: String] = [:]
  ) throws -> Recipe {
    try Recipe(text: text, path: "model.yaml", setting: settings)
  }

  /// The size that a formula gives.
  private static func size(_ formula: String) throws -> Int {
    let recipe = try recipe(
      "vars: {d: 768, heads: 12, L: 24}\ntensors: {a: {shape: ['\(formula)'], initializer: zeros}}\n"
    )
    return recipe.tensors[0].spec.shape[0]
  }

  @Test(
    "with the field's precedence, integers staying exact",
    arguments: [
      ("3*d", 2304), ("d/heads", 64), ("2*d+1", 1537), ("2*(d+1)", 1538), ("2^10", 1024),
      ("2^3^2", 512), ("(2^3)^2", 64), ("-2^2+5", 1), ("d-heads-6", 750), ("d/heads/8", 8),
      ("ceil(d/100)", 8), ("floor(d/100)", 7), ("min(d, 1000)", 768), ("max(1, heads, L)", 24),
      ("sqrt(16)", 4), ("8/3*3", 8), ("floor(log(exp(3))+0.5)", 3), ("1e3", 1000),
      ("2^62-1", 4_611_686_018_427_387_903), ("9007199254740993", 9_007_199_254_740_993),
      ("max(9007199254740992, 9007199254740993)", 9_007_199_254_740_993),
      ("9007199254740993/-1*-1", 9_007_199_254_740_993), ("d^0.5*d^0.5*0+16^-0.5*8", 2), ("--3", 3),
      (" 1 + 2 ", 3),
    ] as [(String, Int)])
  func values(formula: String, value: Int) throws {
    guard value < 1 << 60 else {
      // No tensor has so many elements; the number is seen in the fault.
      let error = #expect(throws: TensorInitError.self) { try Self.size(formula) }
      #expect("\(error!)".contains("\(value)"))
      return
    }
    #expect(try Self.size(formula) == value)
  }

  @Test("of variables in any order, which a size and the caller set anew")
  func variables() throws {
    let text = """
      vars: {ff: 4*d, d: 64*heads, heads: 12}
      sizes: {small: {}, large: {heads: 20}}
      size: small
      tensors: {a: {shape: [d, ff], initializer: zeros}}
      """
    #expect(try Self.recipe(text).tensors[0].spec.shape == [768, 3072])
    #expect(
      try Self.recipe(text, setting: ["size": "large"]).tensors[0].spec.shape == [1280, 5120])
    #expect(
      try Self.recipe(text, setting: ["size": "large", "d": "heads*10"]).tensors[0].spec.shape
        == [200, 800])
  }

  @Test("in arguments, with the numbers of ranges, fans and sizes of the shape")
  func arguments() throws {
    let recipe = try Self.recipe(
      """
      vars: {L: 2, d: 16}
      tensors:
        h.{i=0..L-1}.wo: {shape: [4*d, d], initializer: normal(std=0.02/sqrt(2*(i+1)))}
        h.{i=0..L-1}.wq: {shape: [d, 2, 2], initializer: normal(std=fan_in^-0.5)}
        head: {shape: [d, 9], initializer: "unit_norm(of=uniform(low=-1/shape[-1], high=shape[0]))"}
        bias: {shape: [d], initializer: constant(-log(d))}
        steps: {shape: [d], initializer: arange(start=2^60), dtype: int64}
      """)
    let found = recipe.tensors.map { "\($0.initializer)" }
    #expect(
      found == [
        "normal(mean=0.0, std=\(0.02 / 2.0.squareRoot()))",
        "normal(mean=0.0, std=\(0.02 / 4.0.squareRoot()))", "normal(mean=0.0, std=0.5)",
        "normal(mean=0.0, std=0.5)",
        "unit_norm(of=uniform(low=\(-1.0 / 9), high=16.0))",
        "constant(value=\(-2.772588722239781))",
        "arange(start=1.152921504606847e+18, step=1.0, axis=-1)",
      ])
  }

  @Test("in names: ranges with steps and names, lists, and numbers of an outer range")
  func names() throws {
    func names(_ pattern: String) throws -> [String] {
      try Self.recipe(
        "vars: {L: 3}\ntensors: {\"\(pattern)\": {shape: [i*0+1], initializer: zeros}}\n"
          .replacing("i*0+1", with: pattern.contains("i=") ? "i*0+1" : "1")
      ).tensors.map(\.spec.name)
    }
    #expect(try names("h.{i=0..L-1}.w") == ["h.0.w", "h.1.w", "h.2.w"])
    #expect(try names("h.{0..10..4}") == ["h.0", "h.4", "h.8"])
    #expect(try names("{q, k,v}_proj") == ["q_proj", "k_proj", "v_proj"])
    #expect(try names("a.{i=0..1}.{0..i}") == ["a.0.0", "a.1.0", "a.1.1"])
    #expect(try names("a.{i=1..2}.{10*i}") == ["a.1.10", "a.2.20"])
    #expect(try names("{L-1}.{,x}") == ["2.", "2.x"])
  }

  static let faults: [(recipe: String, fault: String)] = [
    (
      "vars: {d: 2}\ntensors: {a: {shape: [e], initializer: zeros}}\n",
      "2:23: 'e': unknown variable 'e'; expected 'd'"
    ),
    (
      "tensors: {a: {shape: [7/2], initializer: zeros}}\n",
      "1:23: '7/2': it is 3.5; expected a whole number"
    ),
    (
      "vars: {a: b+1, b: c, c: 2*a}\ntensors: {a: {shape: [a], initializer: zeros}}\n",
      "1:11: the variables need each other: a -> b -> c -> a"
    ),
    (
      "vars: {a: 1/0}\ntensors: {a: {shape: [a], initializer: zeros}}\n",
      "1:11: a: 1 is divided by 0"
    ),
    (
      "vars: {a: 2^63}\ntensors: {a: {shape: [a], initializer: zeros}}\n",
      "1:11: a: 4611686018427387904 * 2 is an integer beyond 64 bits"
    ),
    (
      "vars: {sqrt: 2}\ntensors: {a: {shape: [1], initializer: zeros}}\n",
      "1:14: 'sqrt' can't be a variable; expected letters, digits and _, and no name that means something "
        + "else"
    ),
    (
      "tensors: {a: {shape: [min(3,4), 2], initializer: zeros}}\n",
      "1:23: 'min(3': a parenthesis is not closed; a comma within needs quotes in YAML"
    ),
    (
      "tensors: {a: {shape: [2], initializer: normal(std=1/(2)}}\n",
      "1:40: 'normal(std=1/(2)': a parenthesis is not closed"
    ),
    (
      "tensors: {a: {shape: [2], initializer: normal(std=1+)}}\n",
      "1:40: '1+': the formula ends too early"
    ),
    (
      "tensors: {a: {shape: [2], initializer: normal(std=fan_in)}}\n",
      "1:40: 'fan_in': fan_in: the tensor's shape is [2]; expected at least 2 dimensions, from which fan in "
        + "and fan out are computed"
    ),
    (
      "tensors: {a: {shape: [2], initializer: 'normal(std=shape[1])'}}\n",
      "1:40: 'shape[1]': there is no shape[1] of the shape [2]"
    ),
    (
      "tensors: {a: {shape: [2], initializer: normal(std=sqr(4))}}\n",
      "1:40: 'sqr(4)': unknown function 'sqr'; did you mean 'sqrt'? expected one of "
        + "ceil, exp, floor, log, max, min, sqrt"
    ),
    (
      "vars: {i: 2}\ntensors: {'a.{i=0..3}': {shape: [2], initializer: zeros}}\n",
      "2:11: 'a.{i=0..3}': 'i' is the name of something else already"
    ),
    (
      "tensors: {'a{0-1}': {shape: [2], initializer: zeros}}\n",
      "1:11: 'a{0-1}': {0-1} is -1; expected a number of 0 or more"
    ),
    (
      "tensors: {*a: {shape: [2], initializer: zeros}}\n",
      "1:11: found undefined alias; what begins with '*' needs quotes"
    ),
    (
      "tensors: {'a.{0..3..0}': {shape: [2], initializer: zeros}}\n",
      "1:11: 'a.{0..3..0}': the step is 0; expected a number above 0"
    ),
    (
      "sizes: {a: {}}\ntensors: {a: {shape: [2], initializer: zeros}}\n",
      "1:8: expected the key 'size' with the standard one, or a choice: size=a"
    ),
    (
      "sizes: {a: {}}\nsize: b\ntensors: {a: {shape: [2], initializer: zeros}}\n",
      "2:7: unknown size 'b'; expected 'a'"
    ),
  ]

  @Test("and what can't be calculated is a fault with its place", arguments: faults)
  func place(recipe: String, fault: String) {
    let error = #expect(throws: TensorInitError.self) { try Self.recipe(recipe) }
    #expect(error?.description == "model.yaml:\(fault)")
  }

  @Test("and a setting of what a recipe doesn't have names what it has")
  func unknownSetting() {
    let error = #expect(throws: TensorInitError.self) {
      try Self.recipe(
        "vars: {layers: 2}\ntensors: {a: {shape: [1], initializer: zeros}}\n",
        setting: ["layer": "3"])
    }
    #expect(
      error?.description == "unknown variable of the recipe 'layer'; did you mean 'layers'?")
  }

  @Test("nested beyond use, it is a fault and not a crash")
  func depth() {
    for formula in [
      String(repeating: "(", count: 100_000), String(repeating: "2^", count: 100_000) + "1",
      String(repeating: "-", count: 100_000) + "1", String(repeating: "min(", count: 1000),
      String(repeating: "1+", count: 100_000) + "1", String(repeating: "1*", count: 100_000) + "1",
    ] {
      #expect(throws: TensorInitError.self) { try Self.size(formula) }
    }
    let chain = (0..<20_000).map { "  v\($0): v\($0 + 1)\n" }.joined()
    #expect(throws: TensorInitError.self) {
      try Self.recipe(
        "vars:\n\(chain)  v20000: 1\ntensors: {a: {shape: [v0], initializer: zeros}}\n")
    }
  }
}
