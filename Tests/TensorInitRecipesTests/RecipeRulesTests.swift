import Foundation
import TensorInit
import TensorInitRecipes
import TestSupport
import Testing

@Suite("A recipe's rules say what tensors don't")
struct RecipeRulesTests {
  private static func recipe(_ text: String, like list: TensorList? = nil) throws -> Recipe {
    try Recipe(text: text, path: "model.yaml", like: list)
  }

  private static func initializers(_ text: String, like list: TensorList? = nil) throws -> [String]
  {
    try recipe(text, like: list).tensors.map { "\($0.spec.name) \($0.initializer)" }
  }

  @Test(
    "the first that is for a tensor, by name, shape and dtype, or else the initializer by default")
  func order() throws {
    let found = try Self.initializers(
      """
      initializer: ones
      tensors:
        a.weight: {shape: [4, 3]}
        b.weight: {shape: [4, 3], dtype: float64}
        c.weight: {shape: [4, 3, 2, 2]}
        d.weight: {shape: [7], initializer: uniform}
        d.bias: {shape: [7]}
        steps: {shape: [], dtype: int64, buffer: true}
        e: {shape: [1]}
      rules:
        - {name: "*.weight", dtype: float64, initializer: constant(1)}
        - {shape: ["*", 3], initializer: constant(2)}
        - {shape: [4, ...], initializer: constant(3)}
        - {name: "*.bias", initializer: zeros}
        - {name: steps, buffer: true, initializer: zeros}
      """)
    #expect(
      found == [
        "a.weight constant(value=2.0)", "b.weight constant(value=1.0)",
        "c.weight constant(value=3.0)", "d.weight uniform(low=0.0, high=1.0)", "d.bias zeros",
        "steps zeros", "e ones",
      ])
  }

  @Test("with formulas of each tensor's own shape")
  func formulas() throws {
    let found = try Self.initializers(
      """
      vars: {s: 2}
      tensors: {a: {shape: [5, 4]}, b: {shape: [5, 16]}}
      rules: {"*": "normal(std=s*fan_in^-0.5)"}
      """)
    #expect(found == ["a normal(mean=0.0, std=1.0)", "b normal(mean=0.0, std=0.5)"])
  }

  @Test("for names with lists, ranges and numbers, which formulas call by their names")
  func numbers() throws {
    let found = try Self.initializers(
      """
      vars: {L: 3}
      tensors:
        h.{0..L-1}.{q,k,o}: {shape: [1]}
        emb.12x: {shape: [1]}
        h.10.q: {shape: [1], buffer: true}
      rules:
        h.{i=1..L-1}.k: constant(10+i)
        "h.{L-1}.*": constant(7)
        h.{j}.{q,o}: constant(j)
        "*.{n}?": constant(n)
        "h.*": zeros
        "h.{m}.q": {buffer: true, initializer: constant(-m)}
      """)
    #expect(
      found == [
        "h.0.q constant(value=0.0)", "h.0.k zeros", "h.0.o constant(value=0.0)",
        "h.1.q constant(value=1.0)", "h.1.k constant(value=11.0)", "h.1.o constant(value=1.0)",
        "h.2.q constant(value=7.0)", "h.2.k constant(value=12.0)", "h.2.o constant(value=7.0)",
        "emb.12x constant(value=12.0)", "h.10.q constant(value=-10.0)",
      ])
  }

  @Test(
    "and names that can't be read are faults",
    arguments: [
      ("{\"a.{i}.{i}\": zeros}", "9: 'a.{i}.{i}': {i} is given twice"),
      (
        "{\"a.{0..9223372036854775807}\": zeros}",
        "9: 'a.{0..9223372036854775807}': too many tensors; a recipe has at most 1000000"
      ),
      (
        "{\"*\": ones, b: {initializer: nromal, optional: true}}",
        "37: unknown initializer 'nromal'; did you mean 'normal'?"
      ),
      ("{\"a.{i\": zeros}", "9: 'a.{i': a '{' without a '}' after it"),
      (
        "{\"a.{0..2000}*\": zeros}",
        "9: 'a.{0..2000}*': more than 1000 patterns; '*' stands for any text, {i} for any number"
      ),
      (
        "{\"a.{j}\": constant(i)}",
        "18: 'a.1': 'i': unknown variable 'i'; expected one of j, fan_in, fan_out"
      ),
    ] as [(String, String)])
  func faultyNumbers(rules: String, fault: String) {
    #expect(faultText("tensors: {a.1: {shape: []}}\nrules: \(rules)\n") == "model.yaml:2:\(fault)")
  }

  @Test("with rows of their own, of a tensor or of all that a rule is for")
  func rows() throws {
    let found = try Self.initializers(
      """
      vars: {pad: 1, V: 6}
      tensors:
        a: {shape: [V, 2], initializer: normal, rows: {pad: zeros, 3..V-2: ones}}
        b.{i=0..1}: {shape: [V, 2], initializer: normal, rows: {i: ones}}
        c: {shape: [V]}
      rules:
        c: {initializer: uniform, rows: {V-1: zeros}}
      """)
    let normal = "normal(mean=0.0, std=1.0)"
    #expect(
      found == [
        "a rows(of=\(normal), rows=row 1: zeros; rows 3..4: ones)",
        "b.0 rows(of=\(normal), rows=row 0: ones)", "b.1 rows(of=\(normal), rows=row 1: ones)",
        "c rows(of=uniform(low=0.0, high=1.0), rows=row 5: zeros)",
      ])
  }

  @Test(
    "and rows that there aren't, or that draw, are faults",
    arguments: [
      ("{6: zeros}", "57: 'x': rows: rows is 6; expected some of the 6 that there are"),
      (
        "{0: normal}",
        "57: 'x': rows: the initializer of row 0 is normal; expected one without random numbers, "
          + "such as zeros"
      ),
      ("{0: zeros, 0..1: ones}", "57: 'x': rows: rows is 0..1; expected each row once"),
      ("{-1: ones}", "58: rows is -1; expected numbers from 0 on, the smaller one first"),
      ("{5..3: ones}", "58: rows is 5..3; expected numbers from 0 on, the smaller one first"),
      ("{1..2..3: zeros}", "58: '1..2..3' is no row and no rows, as in 5..9"),
      ("5", "57: expected rows, as in 0 or 5..9, each with an initializer, found '5'"),
      ("{a: zeros}", "58: 'a': unknown variable 'a'; expected one of fan_in, fan_out"),
    ] as [(String, String)])
  func faultyRows(rows: String, fault: String) {
    #expect(
      faultText("tensors: {x: {shape: [6, 4], initializer: normal, rows: \(rows)}}")
        == "model.yaml:1:\(fault)")
  }

  private func faultText(_ text: String) -> String {
    do {
      _ = try Self.recipe(text)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "one for no tensor, and a tensor without one, are faults with their places, unless it is optional"
  )
  func faults() throws {
    func fault(_ text: String) -> String? {
      do {
        _ = try Self.recipe(text)
        return nil
      } catch {
        return "\(error)"
      }
    }
    #expect(
      fault("tensors: {a: {shape: [1]}}\nrules: {\"*.bias\": zeros, \"*\": ones}\n")
        == "model.yaml:2:9: the rule '*.bias' is for no tensor that an earlier one leaves; "
        + "'optional: true' would allow that")
    #expect(
      fault(
        "tensors: {a: {shape: [1]}}\nrules: {\"*.bias\": {initializer: zeros, optional: true}, \"*\": ones}\n"
      ) == nil)
    #expect(
      fault("tensors: {a: {shape: [1]}}\n")
        == "model.yaml:1:11: the tensor 'a' has no 'initializer'")
    #expect(
      fault("tensors: {a: {shape: [1], buffer: true}}\nrules: {\"*\": zeros}\n")
        == "model.yaml:1:11: no rule is for the buffer 'a' of shape [1] and float32; rules for buffers "
        + "say buffer: true")
    #expect(
      fault("tensors: {a: {shape: [1]}}\nrules: {\"*\": xavier_normal}\n")
        == "model.yaml:2:14: 'a': xavier_normal: the tensor's shape is [1]; expected at least 2 dimensions, from which "
        + "fan in and fan out are computed")
    #expect(
      fault("tensors: {a: {shape: [1]}}\nrules: {\"*\": {shape: [..., ...], initializer: zeros}}\n")
        == "model.yaml:2:28: '...' is given twice")
  }

  @Test("over the tensors of a file, whose names, shapes and dtypes these are")
  func like() throws {
    let list = TensorList(
      path: "model.json",
      tensors: [
        TensorSpec(name: "wte.weight", shape: [5, 2], dtype: .bfloat16),
        TensorSpec(name: "bn.running_mean", shape: [2]),
        TensorSpec(name: "lm_head.weight", shape: [5, 2], dtype: .bfloat16),
      ])
    let text = """
      rules: {"*.weight": normal, "*": {buffer: true, initializer: zeros}}
      buffers: ["*running*"]
      tie: {lm_head.weight: wte.weight}
      """
    let recipe = try Self.recipe(text, like: list)
    #expect(recipe.tensors.map(\.spec.name) == ["wte.weight", "bn.running_mean"])
    #expect(recipe.tensors.map(\.spec.dtype) == [.bfloat16, .float32])
    #expect(recipe.tensors.map(\.spec.isBuffer) == [false, true])
    #expect(recipe.ties.map(\.name) == ["lm_head.weight"])
    #expect(recipe.ties.map(\.of) == ["wte.weight"])
  }

  @Test("and a tie to nothing, to a tied tensor or of another shape is a fault")
  func ties() {
    func fault(_ tie: String) -> String {
      let text =
        "tensors: {a: {shape: [1], initializer: ones}, b: {shape: [1], initializer: ones}}\n"
      do {
        _ = try Self.recipe("\(text)tie: \(tie)\n")
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(fault("{c: a, d: b}") == "")
    #expect(fault("{c: x}") == "model.yaml:2:10: there is no tensor 'x' to tie to")
    #expect(fault("{c: d, d: a}") == "model.yaml:2:10: 'd' is tied itself")
    #expect(
      fault("{b: a}") == "model.yaml:2:7: 'b' is a tensor of its own; a tied one is in no file")
  }

  @Test("ties have ranges too")
  func manyTies() throws {
    let recipe = try Self.recipe(
      """
      vars: {L: 3}
      tensors: {"w.{0..L-1}": {shape: [1], initializer: ones}}
      tie: {"v.{i=0..L-1}": "w.{L-1-i}"}
      """)
    #expect(recipe.ties.map { "\($0.name) \($0.of)" } == ["v.0 w.2", "v.1 w.1", "v.2 w.0"])
    let text = "tensors: {a: {shape: [1], initializer: ones}}\ntie: "
    #expect(
      faultText(text + "{\"c{i=0..1}\": \"{a,b}\"}")
        == "model.yaml:2:20: '{a,b}' is 2 tensors; expected one to tie to")
    #expect(faultText(text + "{\"c{1,1}\": a}") == "model.yaml:2:7: 'c1' is tied twice")
    #expect(faultText(text + "{\"\": a}") == "model.yaml:2:7: '' is no tensor's name")
  }

  @Test("blocks of a fused tensor have names, fans and rules of their own")
  func blocks() throws {
    let found = try Self.initializers(
      """
      vars: {d: 4}
      tensors:
        h.{i=0..1}.qkv:
          {shape: [3*d, d], groups: 2, blocks: {"h.{i}.{q,k}": {size: d, initializer: normal(std=fan_out)}, "h.{i}.v": {size: d}}}
      rules: {"*.v": zeros}
      """)
    let block = "normal(mean=0.0, std=4.0)"
    #expect(
      found
        == [0, 1].map {
          "h.\($0).qkv blocks(blocks=h.\($0).q[4]: \(block); h.\($0).k[4]: \(block); h.\($0).v[4]: "
            + "zeros, groups=2)"
        })
    for (tensor, fault) in [
      ("{shape: [4], axis: 0, initializer: zeros}", "1:33: 'axis' is for 'blocks'"),
      (
        "{shape: [4], initializer: zeros, blocks: {b: {size: 4, initializer: zeros}}}",
        "1:40: a tensor of blocks has no 'initializer' of its own"
      ),
      ("{shape: [4], blocks: {b: {initializer: zeros}}}", "1:36: the block 'b' has no 'size'"),
      (
        "{shape: [4], axis: 1, blocks: {b: {size: 4, initializer: zeros}}}",
        "1:44: there is no axis 1 of the shape [4]"
      ),
      (
        "{shape: [4], blocks: {b: {size: 3, initializer: zeros}}}",
        "1:35: blocks: the blocks' sizes is 3 in all; expected 4, the size of dimension 0"
      ),
    ] {
      let error = #expect(throws: TensorInitError.self) {
        try Self.recipe("tensors: {a: \(tensor)}\n")
      }
      #expect(error?.description == "model.yaml:\(fault)")
    }
  }

  @Test("tensors from elsewhere are read from safetensors files, indices and lists")
  func lists() throws {
    try withTemporaryFolder { folder in
      let specs = [
        TensorSpec(name: "a.weight", shape: [40, 30]), TensorSpec(name: "b", shape: [7]),
      ]
      for shardByteCount in [nil, 4800] as [Int?] {
        let path = "\(folder)/m\(shardByteCount ?? 0).safetensors"
        let writer = try CheckpointWriter(
          path: path, tensors: specs, shardByteCount: shardByteCount)
        try writer.write(
          specs.map { TensorDeclaration($0, .ones) }, using: Generator(seed: 1))
        try writer.commit()
        let list = try TensorList(contentsOf: writer.paths[writer.paths.count - 1])
        #expect(
          list.tensors.sorted { $0.name < $1.name } == specs)
      }
      let path = "\(folder)/list.json"
      func list(_ text: String) throws -> [TensorSpec] {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return try TensorList(contentsOf: path).tensors
      }
      #expect(
        try list(
          #"[{"name": "a.weight", "shape": [40, 30], "dtype": "torch.float32"}, {"shape": [7], "dtype": "float32", "name": "b", "more": {}}]"#
        ) == specs)
      for (text, reason) in [
        (#"[{"name": "a", "shape": [1]}]"#, "expected the members name, shape and dtype"),
        (
          #"[{"name": "a", "shape": [1], "dtype": "flot32"}]"#,
          "'a': unknown dtype 'flot32'; did you mean 'float32'?"
        ),
        (
          #"[{"name": "a", "shape": [-1], "dtype": "float32"}]"#,
          "'a': the tensor's shape is [-1]; expected sizes of 0 or more"
        ),
        ("[1]", "expected an object at byte 1"), ("[] 1", "expected the end at byte 3"),
      ] {
        let error = #expect(throws: TensorInitError.self) { try list(text) }
        #expect(error?.description == "\(path): can't read: \(reason)")
      }
    }
  }
}
