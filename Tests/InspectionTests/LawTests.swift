import Foundation
import TensorInit
import TensorInitInspection
import TestSupport
import Testing

@Suite("The law of drawn values is named")
struct NamedLawTests {
  struct Case: CustomTestStringConvertible {
    let expression: String
    var shape: Shape = [64, 96]
    var dtype = DType.float32
    /// What is named, and nothing else.
    let named: [String]
    var testDescription: String { "\(expression) \(dtype)" }
  }

  private static let cases: [Case] = [
    Case(expression: "normal", named: ["normal(std=1)"]),
    Case(expression: "normal(std=0.02)", shape: [1000], named: ["normal(std=0.02)"]),
    Case(
      expression: "normal(mean=3, std=0.02)", shape: [100_000], named: ["normal(mean=3, std=0.02)"]),
    Case(
      expression: "normal(std=0.02)", shape: [512, 512], dtype: .bfloat16,
      named: ["normal(std=0.02)"]),
    Case(
      expression: "normal(std=0.02)", shape: [512, 512], dtype: .float16,
      named: ["normal(std=0.02)"]),
    Case(
      expression: "normal(std=1e-6)", shape: [64, 512], dtype: .float16,
      named: ["normal(std=1e-06)"]),
    Case(expression: "normal(std=1e300)", dtype: .float64, named: ["normal(std=1e+300)"]),
    Case(expression: "normal(std=1e-300)", dtype: .float64, named: ["normal(std=1e-300)"]),
    Case(expression: "uniform", named: ["uniform(low=0, high=1)"]),
    Case(expression: "uniform(-0.05, 0.05)", named: ["uniform(low=-0.05, high=0.05)"]),
    Case(
      expression: "uniform(-0.05, 0.05)", shape: [512, 512], dtype: .bfloat16,
      named: ["uniform(low=-0.05, high=0.05)"]),
    Case(expression: "uniform(2, 3)", dtype: .float64, named: ["uniform(low=2, high=3)"]),
    Case(expression: "trunc_normal(std=0.02)", named: ["normal(std=0.02)"]),
    Case(expression: "trunc_normal(std=0.02, cut=2)", named: ["trunc_normal(std=0.02, cut=2)"]),
    Case(
      expression: "trunc_normal(std=0.02, cut=3)", shape: [300, 300], dtype: .bfloat16,
      named: ["trunc_normal(std=0.02, cut=3)"]),
    Case(expression: "trunc_normal(cut=1)", named: ["trunc_normal(std=1, cut=1)"]),
    Case(
      expression: "trunc_normal(mean=5, cut=2)", shape: [10_000],
      named: ["trunc_normal(mean=5, std=1, cut=2)"]),
    Case(expression: "exponential(2)", shape: [20_000], named: ["exponential(rate=2)"]),
    Case(
      expression: "log_normal(mean=1, std=2)", shape: [20_000], named: ["log_normal(mean=1, std=2)"]
    ),
    Case(
      expression: "log_uniform(0.01, 100)", shape: [20_000],
      named: ["log_uniform(low=0.01, high=100)"]),
    Case(
      expression: "inverse_softplus_log_uniform(low=0.01, high=10)", shape: [20_000],
      named: ["inverse_softplus_log_uniform(low=0.01, high=10)"]),
    // Mamba's, which a test hardly tells from a uniform law.
    Case(
      expression: "inverse_softplus_log_uniform", shape: [5000],
      named: [
        "inverse_softplus_log_uniform(low=0.001, high=0.1)", "uniform(low=-6.91, high=-2.25)",
      ]),
    Case(
      expression: "log_of_uniform(1, 16)", shape: [20_000],
      named: ["log_of_uniform(low=1, high=16)"]),
    Case(
      expression: "cauchy(median=3, sigma=2)", shape: [50_000], named: ["cauchy(median=3, sigma=2)"]
    ),
    Case(expression: "bernoulli(0.25)", shape: [20_000], named: ["bernoulli(p=0.25)"]),
    Case(expression: "random(low=3, high=100)", dtype: .int32, named: ["random(low=3, high=100)"]),
    Case(
      expression: "geometric(0.25)", shape: [20_000], dtype: .int64, named: ["geometric(p=0.25)"]),
  ]

  @Test("with its parameters", arguments: cases)
  func named(example: Case) throws {
    let tensor = try tensor(example.expression, example.shape, example.dtype)
    let found = try inspection(of: tensor)
    #expect(found.appearances.map(\.text) == example.named)
    for law in found.laws { #expect(law.pValue > 1e-5) }
  }

  @Test("whatever the seed: hardly ever is one not named, and parameters are right")
  func alarms() throws {
    let expressions = ["normal(std=0.02)", "uniform(-0.05, 0.05)", "trunc_normal(std=0.5, cut=2)"]
    for expression in expressions {
      let initializer = try Initializer(expression)
      var names: [String: Int] = [:]
      var tensors = TensorDictionary()
      let generator = Generator(seed: 7)
      for number in 0..<300 {
        let tensor = try Tensor(zeros: [1000 + 13 * number])
        try tensor.initialize(initializer, using: generator)
        tensors["\(number)"] = tensor
      }
      let found = try withTemporaryFolder { folder in
        try tensors.save(to: folder + "/x.safetensors")
        return try CheckpointInspection(path: folder + "/x.safetensors").tensors
      }
      for tensor in found {
        for law in tensor.laws { names[law.name, default: 0] += 1 }
        guard let law = tensor.laws.first(where: { $0.name == initializer.name }) else { continue }
        let expected = try #require(try initializer.deviation(shape: [1000], dtype: .float32))
        let error = 6 / (2 * Double(tensor.elementCount)).squareRoot()
        #expect(((law.deviation ?? 0) / expected - 1).magnitude < error)
      }
      #expect(names[initializer.name] ?? 0 >= 299, "\(expression): \(names)")
    }
  }

  @Test("and no element lies beyond the bounds that are told")
  func bounds() throws {
    let expressions = [
      "uniform(-0.04375, 0.04375)", "uniform(0.123, 0.4567)", "trunc_normal(std=0.0206, cut=2)",
      "trunc_normal(std=0.02, cut=0.5)", "log_uniform(0.0123, 4.567)", "trunc_normal(cut=2.3)",
      "inverse_softplus_log_uniform(low=0.0123, high=3.21)", "log_of_uniform(1.23, 45.6)",
      "normal(std=0.02)",
    ]
    for expression in expressions {
      for seed in 1...12 as ClosedRange<UInt64> {
        let count = seed % 2 == 0 ? 1000 : 4096
        let tensor = try tensor(expression, [count], seed: seed)
        let values = tensor.doubles()
        for law in try inspection(of: tensor).laws {
          // As another program reads what is told.
          let arguments = law.expression.split(separator: "(")[1].dropLast().split(separator: ",")
            .map { $0.split(separator: "=") }
          let told = Dictionary(
            uniqueKeysWithValues: arguments.map {
              ($0[0].filter { $0 != " " }, Double(String($0[1])) ?? .nan)
            })
          var (low, high) = (told["low"] ?? -.infinity, told["high"] ?? .infinity)
          if let cut = told["cut"], let std = told["std"] {
            (low, high) = ((told["mean"] ?? 0) - cut * std, (told["mean"] ?? 0) + cut * std)
          }
          let outside = values.filter { value in
            let number =
              law.name == "inverse_softplus_log_uniform"
              ? log1p(exp(value)) : law.name == "log_of_uniform" ? exp(value) : value
            let slack = 1e-6 * number.magnitude
            return number < low - slack || number > high + slack
          }
          #expect(outside.isEmpty, "\(expression) \(seed): \(law.expression) \(outside.count)")
        }
        if expression == "trunc_normal(std=0.02, cut=0.5)" {
          let names = try inspection(of: tensor).laws.map(\.name)
          #expect(!names.contains("inverse_softplus_log_uniform"))
        }
      }
    }
    let wide = try inspection(
      of: tensor("random(low=-2147483648, high=2147483647)", [5000], .int32))
    let ends = try #require(wide.statistics?.integers)
    #expect(
      wide.laws.first?.expression
        == "random(low=\(ends.lowerBound), high=\(ends.upperBound + 1))")
  }

  @Test("or of the elements that are not 0, which it says, and no scheme then")
  func nonzero() throws {
    let values = try [Float](tensor("normal(std=0.02)", [200, 100]))
    let thinned = values.enumerated().map { $0 * $0 % 7 == 1 ? $1 : 0 }
    let found = try inspection(of: Tensor(thinned, shape: [200, 100]))
    #expect(found.appearances.map(\.text) == ["normal(std=0.02) of the elements that are not 0"])
    #expect(found.schemes.isEmpty)
    // A row of zeros is told, and one or two zeros among many are no reason.
    let padded = [Float](repeating: 0, count: 101) + values[101...]
    let rows = try inspection(of: Tensor(padded, shape: [200, 100]))
    #expect(rows.appearances.map(\.text) == ["1 zero row", "normal(std=0.02)"])
    let few = [0] + values[1..<1000]
    #expect(try inspection(of: Tensor(few)).laws.map(\.name) == ["normal"])
  }

  @Test("and values of none of them have none")
  func others() throws {
    var numbers = try tensor("uniform", [1_000_000], .float64).doubles()[...]
    func uniform() -> Double { numbers.removeFirst() }
    func normal() -> Double { (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform()) }
    let laws: [(String, () -> Double)] = [
      ("a mixture of deviations", { normal() * (uniform() < 0.5 ? 1 : 1.5) }),
      ("a product", { normal() * normal() }),
      ("a triangle", { uniform() + uniform() }),
      ("two uniform humps", { uniform() + (uniform() < 0.5 ? 0 : 1.2) }),
      ("a normal with outliers", { uniform() < 0.001 ? 8 : normal() }),
    ]
    for (name, draw) in laws {
      let found = try inspection(of: Tensor((0..<30_000).map { _ in Float(draw()) }))
      #expect(found.laws.isEmpty, "\(name): \(found.laws.map(\.expression))")
    }
  }

  @Test("even where only all of many elements tell")
  func nearlyNormal() throws {
    let values = try Tensor(zeros: [1_000_000])
    try values.withUnsafeMutableBufferPointer(of: Float.self) { elements in
      let normal = try [Float](tensor("normal", [1_000_000]))
      for (index, value) in normal.enumerated() {
        elements[index] = value * (index % 2 == 0 ? 0.9 : 1.1)
      }
    }
    #expect(try inspection(of: values).laws.isEmpty)
    #expect(try inspection(of: tensor("normal", [1_000_000])).laws.count == 1)
  }

  @Test("but not of fewer than 1,000 elements")
  func few() throws {
    #expect(try inspection(of: tensor("normal", [999])).laws.isEmpty)
    #expect(try inspection(of: tensor("normal", [1000])).laws.count == 1)
  }

  @Test("and has the cumulative distribution and density of its values")
  func curves() throws {
    let expressions = [
      "normal(mean=1, std=2)", "uniform(-1, 3)", "trunc_normal(cut=1.5)", "exponential(2)",
      "log_normal", "log_uniform(0.1, 10)", "inverse_softplus_log_uniform", "log_of_uniform(1, 16)",
      "cauchy",
    ]
    for expression in expressions {
      let tensor = try tensor(expression, [40_000], .float64)
      let values = tensor.doubles().sorted()
      let law = try #require(try inspection(of: tensor).laws.first, "\(expression)")
      for share in [0.1, 0.35, 0.5, 0.8] {
        let value = values[Int(share * 40_000)]
        let cumulative = try #require(law.cumulative(value))
        #expect((cumulative - share).magnitude < 0.02, "\(expression) at \(share)")
        let width = 1e-4 * (1 + value.magnitude)
        let slope =
          ((law.cumulative(value + width) ?? 0) - (law.cumulative(value - width) ?? 0))
          / (2 * width)
        #expect(
          ((law.density(value) ?? 0) / slope - 1).magnitude < 0.01, "\(expression) at \(share)")
      }
    }
  }
}

@Suite("Deviations are set against the usual ones")
struct UsualSchemeTests {
  @Test(
    "of the tensor's fans",
    arguments: [
      ("xavier_normal", "Xavier"), ("xavier_uniform", "Xavier"),
      ("kaiming_normal(nonlinearity=relu)", "Kaiming, fan in, relu"),
      ("kaiming_uniform(mode=fan_out, nonlinearity=relu)", "Kaiming, fan out, relu"),
      ("kaiming_uniform(slope=2.23606797749979)", "PyTorch's Linear and Conv, 1/sqrt(3 fan in)"),
      ("lecun_uniform", "LeCun, 1/sqrt(fan in)"),
      ("lecun_normal", "LeCun after the cut, 1/sqrt(fan in)"),
      ("glorot_normal", "Xavier after the cut"),
      ("he_normal", "Kaiming after the cut, fan in, relu"),
      ("normal(std=0.02)", "0.02"), ("trunc_normal(std=0.02, cut=2)", "0.02"),
    ])
  func fans(expression: String, scheme: String) throws {
    for (shape, dtype) in [
      ([300, 700] as Shape, DType.float32), ([128, 48, 3, 3], .float32), ([512, 700], .bfloat16),
      ([512, 700], .float16),
    ] {
      let found = try inspection(of: tensor(expression, shape, dtype))
      let names = found.schemes.map(\.name)
      #expect(
        names.contains(scheme), "\(shape) \(dtype): \(found.appearances.map(\.text)) \(names)")
      for scheme in found.schemes {
        #expect((scheme.ratio - 1).magnitude < 0.03)
        // What the library makes by it has its deviation.
        guard let expression = scheme.expression else { continue }
        let initializer = try Initializer(expression)
        let law = try #require(found.laws.first)
        let expected = try #require(try initializer.deviation(shape: shape, dtype: dtype))
        #expect((expected / (law.deviation ?? 0) - 1).magnitude < 0.05, "\(expression)")
      }
    }
  }

  @Test("of the layers' number, and of the weight beside a bias")
  func context() throws {
    let found = try inspection(of: [
      "h.0.mlp.weight": try tensor("normal(std=0.02)", [200, 100]),
      "h.7.proj.weight": try tensor("normal(std=0.005)", [200, 300]),
      "h.7.fc.bias": try tensor("uniform(-0.1, 0.1)", [2000]),
      "h.7.fc.weight": try tensor("kaiming_uniform(slope=2.23606797749979)", [2000, 100]),
    ])
    let schemes = Dictionary(
      uniqueKeysWithValues: found.tensors.map { ($0.name, $0.schemes.map(\.name)) })
    #expect(schemes["h.7.proj.weight"]?.contains("0.02/sqrt(2L), L = 8") == true)
    #expect(schemes["h.7.fc.bias"] == ["PyTorch's bias, of the weight's fan in"])
  }

  @Test("and a deviation that is off by a few errors is none of them")
  func others() throws {
    let found = try inspection(of: tensor("normal(std=0.0206)", [300, 700]))
    #expect(found.schemes.allSatisfy { $0.name != "0.02" })
    #expect(found.laws.first?.expression == "normal(std=0.0206)")
  }
}
