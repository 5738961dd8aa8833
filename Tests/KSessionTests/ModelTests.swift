import KSession
import Testing

@Suite("Models and optimizers reach a module's tensors")
struct ModelTests {
  /// A session with a module `m`.
  private func session() throws -> KSession {
    let session = KSession(seed: 1)
    _ = try session.evaluate(
      "m:module(`sequential; enlist(`linear;`fc;2;2); enlist(`batchnorm1d;`norm;2))")
    return session
  }

  @Test("under the same names, an optimizer only parameters")
  func names() throws {
    let session = try session()
    for line in ["o:opt(`adamw;m;.1)", "q:model(m;`cross_entropy;o)"] {
      #expect(try session.evaluate(line) == nil)
    }
    #expect(try session.evaluate("(key dict q)~key dict m") == "1b")
    #expect(try session.evaluate("(key dict o)~key dict parms m") == "1b")

    #expect(try session.evaluate("fill(q;`fc.bias`norm.running_mean;3)") == nil)
    #expect(try session.evaluate("fill(o;`norm.bias;4)") == nil)
    #expect(try session.evaluate("dict(m;`fc.bias)") == "3 3e")
    #expect(try session.evaluate("dict(m;`norm.running_mean)") == "3 3e")
    #expect(try session.evaluate("dict(m;`norm.bias)") == "4 4e")

    let error = #expect(throws: KError.self) {
      try session.evaluate("zeros(o;`fc.bias`norm.running_mean)")
    }
    let message = "zeros: unknown tensor 'norm.running_mean'; expected one of fc.weight, fc.bias,"
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    #expect(try session.evaluate("dict(m;`fc.bias)") == "3 3e")
  }

  @Test(
    "with names that PyTorch has, in any spelling",
    arguments: [
      "opt(`rms_prop;m)", "opt(`adamw;m)", "opt(`LBFGS;m)", "model(m;`ce)", "model(m;`mse_loss)",
      "model(m;`bcewithlogitsloss)",
    ])
  func knownNames(line: String) throws {
    #expect(try session().evaluate("x:\(line)") == nil)
  }

  @Test(
    "and no others",
    arguments: [
      ("opt(`adamww;m)", "opt: unknown optimizer 'adamww'; did you mean 'AdamW'?"),
      (
        "model(m;`cross_entropi)",
        "model: unknown loss 'cross_entropi'; did you mean 'cross_entropy'?"
      ),
      ("opt(`sgd;m;`fast)", "opt: the learning rate is not a number"),
      ("model(opt(`sgd;m);`ce)", "model: expected a module"),
    ])
  func fault(line: String, message: String) throws {
    let session = try session()
    let error = #expect(throws: KError.self) { try session.evaluate(line) }
    #expect(error?.message == message)
  }
}
