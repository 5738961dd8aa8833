import KSession
import TensorInit
import Testing

@Suite("Modules hold tensors under names")
struct ModuleTests {
  /// A definition, and the names and shapes of parameters and buffers.
  static let kinds = [
    ("enlist(`linear;2;3)", "weight 3 2, bias 3"),
    ("enlist(`linear;2;3;0b)", "weight 3 2"),
    ("(`linear;2;3)", "weight 3 2, bias 3"),
    ("enlist(`linear;2;3;(`bias;0b))", "weight 3 2"),
    ("enlist(`linear;2;(`out`bias!(3;0b)))", "weight 3 2"),
    ("enlist(`bilinear;2;3;4)", "weight 4 2 3, bias 4"),
    ("enlist(`embedding;5;4)", "weight 5 4"),
    ("enlist(`conv1d;2;4;3)", "weight 4 2 3, bias 4"),
    ("enlist(`conv2d;2;4;3)", "weight 4 2 3 3, bias 4"),
    ("enlist(`conv2d;2;4;3 5)", "weight 4 2 3 5, bias 4"),
    ("enlist(`conv2d;2;4;3;1;0;1;2)", "weight 4 1 3 3, bias 4"),
    ("enlist(`conv2d;2;4;3;(`groups;2))", "weight 4 1 3 3, bias 4"),
    ("enlist(`conv3d;1;1;2)", "weight 1 1 2 2 2, bias 1"),
    ("enlist(`convtranspose1d;2;4;3)", "weight 2 4 3, bias 4"),
    ("enlist(`convtranspose2d;2;4;3)", "weight 2 4 3 3, bias 4"),
    ("enlist(`convtranspose3d;1;1;2)", "weight 1 1 2 2 2, bias 1"),
    (
      "enlist(`batchnorm2d;3)",
      "weight 3, bias 3, running_mean 3, running_var 3, num_batches_tracked"
    ),
    ("enlist(`batchnorm1d;3;1e-5;.1;0b;0b)", ""),
    ("enlist(`layernorm;3)", "weight 3, bias 3"),
    ("enlist(`layernorm;3 4)", "weight 3 4, bias 3 4"),
    ("enlist(`groupnorm;2;4)", "weight 4, bias 4"),
    ("enlist(`rnn;3;2)", "weight_ih_l0 2 3, weight_hh_l0 2 2, bias_ih_l0 2, bias_hh_l0 2"),
    ("enlist(`gru;3;2;1;0b)", "weight_ih_l0 6 3, weight_hh_l0 6 2"),
    ("enlist(`lstm;3;2)", "weight_ih_l0 8 3, weight_hh_l0 8 2, bias_ih_l0 8, bias_hh_l0 8"),
    (
      "enlist(`multiheadattention;4;2)",
      "in_proj_weight 12 4, in_proj_bias 12, out_proj.weight 4 4, out_proj.bias 4"
    ),
    ("enlist `prelu", "weight 1"), ("enlist(`prelu;3)", "weight 3"), ("enlist `relu", ""),
    ("enlist(`relu;`fn)", ""), ("`relu", ""), ("enlist(`dropout;.1)", ""),
    ("enlist `sequential", ""),
    (
      "(`sequential; enlist(`linear;2;3); enlist `relu; enlist(`linear;`out;3;1;0b))",
      "0.weight 3 2, 0.bias 3, out.weight 1 3"
    ),
    (
      "(`sequential; (`sequential`a; enlist(`linear;`b;1;1)); enlist(`linear;1;2))",
      "a.b.weight 1 1, a.b.bias 1, 1.weight 2 1, 1.bias 2"
    ),
  ]

  @Test("of PyTorch's layers", arguments: kinds)
  func kind(definition: String, tensors: String) throws {
    let session = KSession(seed: 1)
    _ = try session.evaluate("\\c 25 2000")
    #expect(try session.evaluate("m:module \(definition)") == nil)
    #expect(try session.evaluate("d:dict m") == nil)
    let expected = tensors.split(separator: ", ").map { $0.split(separator: " ") }
    for (index, words) in expected.enumerated() {
      #expect(try session.evaluate("(key d)[\(index)]~`\(words[0])") == "1b", "\(words)")
      var part = "d[`\(words[0])]"
      for size in words.dropFirst() {
        #expect(try session.evaluate("count \(part)") == "\(size)", "\(words)")
        part += "[0]"
      }
      // What is left is a number.
      #expect(try session.evaluate("0>type \(part)") == "1b", "\(words)")
    }
    #expect(try session.evaluate("count d") == "\(expected.count)")
  }

  @Test("which are initialized as the labelled Swift call does")
  func values() throws {
    let session = KSession(seed: 3)
    for line in [
      "\\P 0", "\\c 25 2000",
      "m:module(`sequential; enlist(`linear;`fc;2;2); enlist(`leakyrelu;`fn;.01))",
      "knormal(m;`fc.weight;`fanout;`relu;.01)", "normal(parms m;`fc.bias;0;.01)",
    ] { #expect(try session.evaluate(line) == nil) }
    let printed = try #require(try session.evaluate("`float$raze raze value dict m"))
    let generator = Generator(seed: 3)
    let module = try Sequential([
      (name: "fc", module: try Linear(2, 2, using: generator)),
      (name: "fn", module: Activation.leakyReLU(slope: 0.01)),
    ])
    try module.initialize(
      .kaimingNormal(nonlinearity: .relu, mode: .fanOut, slope: 0.01), named: "fc.weight",
      using: generator)
    try module.initialize(.normal(std: 0.01), named: "fc.bias", using: generator)
    let numbers = printed.split(separator: " ").compactMap { Double($0) }
    #expect(numbers == module.namedTensors.flatMap { $0.tensor.doubles() })
  }

  @Test("that their dictionaries, models and optimizers share")
  func sharing() throws {
    let session = KSession(seed: 1)
    for line in [
      "m:module enlist(`batchnorm1d;2)", "o:opt(`sgd;m;.1)", "q:model(m;`ce;o)",
      "fill(parms m;`weight;2)", "fill(o;`bias;3)", "fill(q;`running_mean;4)",
      "fill(buffers m;`running_var;5)", "fill(buffer(q;`num_batches_tracked);6)",
    ] { #expect(try session.evaluate(line) == nil, "\(line)") }
    #expect(
      try session.evaluate("dict m") == """
        weight             | 2 2e
        bias               | 3 3e
        running_mean       | 4 4e
        running_var        | 5 5e
        num_batches_tracked| 6
        """)
    #expect(try session.evaluate("tensor parm(m;`weight)") == "2 2e")
    #expect(try session.evaluate("dict(m;`bias)") == "3 3e")
    #expect(try session.evaluate("key dict parms m") == "`weight`bias")
    #expect(try session.evaluate("key dict buffers m").map { $0.contains("running_mean") } == true)
    #expect(try session.evaluate("dtype buffers m").map { $0.contains("| long") } == true)
  }

  @Test("and repeat with the session's seed")
  func seed() throws {
    let line = "dict module enlist(`linear;2;2)"
    let first = try KSession(seed: 1).evaluate(line)
    #expect(try KSession(seed: 1).evaluate(line) == first)
    #expect(try KSession(seed: 2).evaluate(line) != first)
  }

  static let faults = [
    ("zeros m", "zeros: not implemented for single module argument"),
    ("zeros q", "zeros: not implemented for single module argument"),
    ("zeros o", "zeros: not implemented for single module argument"),
    ("normal(m;0;1)", "normal: not implemented for single module argument"),
    ("knormal(m;`fanout)", "knormal: unknown tensor 'fanout'; expected one of"),
    ("zeros(m;`weight`bias`zeta)", "zeros: unknown tensor 'zeta'; expected one of"),
    ("zeros(o;`running_mean)", "zeros: unknown tensor 'running_mean'; expected one of"),
    ("zeros(m;0)", "zeros: what selects is longs; expected symbols"),
    ("eye(m;`weight`bias)", "eye: 'weight': the tensor's shape is [2]; expected 2 dimensions"),
    ("parm(m;`running_mean)", "parm: there is no parameter `running_mean"),
    ("buffer(m;`weight)", "buffer: there is no buffer `weight"),
    ("parms 5", "parms: expected a module, a model or an optimizer"),
    ("module `liner", "module: `liner is not a kind of module; expected one of `sequential`linear"),
    ("module 5", "module: expected the kind of a module, as in enlist(`linear;2;2)"),
    ("module enlist(`linear;2)", "linear: the option out is missing"),
    ("module enlist(`linear;2;2;0b;5)", "linear: 4 options; expected at most 3"),
    ("module enlist(`linear;2;.5)", "linear: the option out is not an integer"),
    ("module enlist(`linear;2;-1)", "linear: outFeatures is -1; expected"),
    ("module enlist(`linear;2;2;(`dias;0b))", "linear: dias is not an option; expected one of in"),
    ("module enlist(`linear;2;2;0b;(`bias;0b))", "linear: the option bias is given twice"),
    ("module enlist(`linear;2;2;1)", "linear: the option bias is not 0b or 1b"),
    ("module((`linear;2;2);enlist `relu)", "module: linear has no modules in it"),
    ("module(`sequential;enlist(`relu;`a);enlist(`relu;`a))", "module: "),
    ("opt(`sdg;m)", "opt: unknown optimizer 'sdg'; did you mean 'SGD'?"),
    ("model(m;`zeta;o)", "model: unknown loss 'zeta'"),
    ("model(m;`ce;m)", "model: expected an optimizer as the third argument"),
  ]

  @Test("and say what is wrong, with nothing written", arguments: faults)
  func fault(line: String, message: String) throws {
    let session = KSession(seed: 1)
    for line in ["m:module enlist(`batchnorm1d;2)", "o:opt(`sgd;m)", "q:model(m;`ce;o)"] {
      _ = try session.evaluate(line)
    }
    _ = try session.evaluate("before:dict m")
    let error = #expect(throws: KError.self) { try session.evaluate(line) }
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    #expect(try session.evaluate("before~dict m") == "1b")
  }
}
