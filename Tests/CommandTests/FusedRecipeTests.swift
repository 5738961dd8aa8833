import Foundation
import TestSupport
import Testing

@Suite("A model whose tensors are fused starts as the one whose tensors are not")
struct FusedRecipeTests {
  /// Two recipes of one model, and how the fused tensors of the first are made of tensors of the second.
  struct Model: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// The variables, rules and tensors of both.
    let head: String
    let fused: String
    let unfused: String
    let layouts: [Layout]
  }

  /// Where the parts of a fused tensor lie.
  struct Layout: Sendable {
    let name: String
    /// The number of elements before and behind the axis.
    let outer: Int
    let inner: Int
    let groups: Int
    let parts: [(name: String, size: Int)]
  }

  private static let models = [
    Model(
      testDescription: "GPT-2: query, key and value side by side",
      head: """
        vars: {L: 2, d: 24}
        rules: {"*.bias": uniform, "*.c_proj.weight": normal(std=0.02/sqrt(2*L)), "*": normal(std=0.02)}
        tensors:
          wte.weight: {shape: [50, d]}
          h.{0..L-1}.attn.c_proj.weight: {shape: [d, d]}
        """,
      fused: """
          h.{i=0..L-1}.attn.c_attn.weight:
            {shape: [d, 3*d], axis: 1, blocks: {"h.{i}.attn.{q,k,v}.weight": {size: d}}}
          h.{i=0..L-1}.attn.c_attn.bias: {shape: [3*d], blocks: {"h.{i}.attn.{q,k,v}.bias": {size: d}}}
        """,
      unfused: """
          h.{0..L-1}.attn.{q,k,v}.weight: {shape: [d, d]}
          h.{0..L-1}.attn.{q,k,v}.bias: {shape: [d]}
        """,
      layouts: (0..<2).flatMap { layer in
        [("weight", 24), ("bias", 1)].map { kind, outer in
          Layout(
            name: "h.\(layer).attn.c_attn.\(kind)", outer: outer, inner: 1, groups: 1,
            parts: ["q", "k", "v"].map { ("h.\(layer).attn.\($0).\(kind)", 24) })
        }
      }),
    Model(
      testDescription: "Llama: fewer keys and values than queries, gate and up one above the other",
      head: """
        vars: {L: 2, d: 32, kv: 8, ff: 40}
        initializer: xavier_uniform
        tensors:
          model.layers.{0..L-1}.mlp.down_proj.weight: {shape: [d, ff]}
        """,
      fused: """
          model.layers.{i=0..L-1}.self_attn.qkv_proj.weight:
            shape: [d + 2*kv, d]
            blocks:
              model.layers.{i}.self_attn.q_proj.weight: {size: d}
              model.layers.{i}.self_attn.{k,v}_proj.weight: {size: kv}
          model.layers.{i=0..L-1}.mlp.gate_up_proj.weight:
            shape: [2*ff, d]
            blocks:
              model.layers.{i}.mlp.gate_proj.weight: {size: ff, initializer: orthogonal}
              model.layers.{i}.mlp.up_proj.weight: {size: ff, initializer: normal(std=0.02/sqrt(2*(i+1)))}
        """,
      unfused: """
          model.layers.{0..L-1}.self_attn.q_proj.weight: {shape: [d, d]}
          model.layers.{0..L-1}.self_attn.{k,v}_proj.weight: {shape: [kv, d]}
          model.layers.{0..L-1}.mlp.gate_proj.weight: {shape: [ff, d], initializer: orthogonal}
          model.layers.{i=0..L-1}.mlp.up_proj.weight:
            {shape: [ff, d], initializer: normal(std=0.02/sqrt(2*(i+1)))}
        """,
      layouts: (0..<2).flatMap { layer in
        let name = "model.layers.\(layer)"
        return [
          Layout(
            name: "\(name).self_attn.qkv_proj.weight", outer: 1, inner: 32, groups: 1,
            parts: [("q", 32), ("k", 8), ("v", 8)].map {
              ("\(name).self_attn.\($0)_proj.weight", $1)
            }),
          Layout(
            name: "\(name).mlp.gate_up_proj.weight", outer: 1, inner: 32, groups: 1,
            parts: ["gate", "up"].map { ("\(name).mlp.\($0)_proj.weight", 40) }),
        ]
      }),
    Model(
      testDescription: "Pythia: query, key and value of each head side by side",
      head: """
        vars: {L: 2, d: 32, heads: 4}
        rules: {"*.bias": uniform, "*": normal(std=sqrt(2/(5*fan_in)))}
        tensors:
          gpt_neox.layers.{0..L-1}.attention.dense.weight: {shape: [d, d]}
        """,
      fused: """
          gpt_neox.layers.{i=0..L-1}.attention.query_key_value.weight:
            {shape: [3*d, d], groups: heads, blocks: {"layers.{i}.{query,key,value}.weight": {size: d}}}
          gpt_neox.layers.{i=0..L-1}.attention.query_key_value.bias:
            {shape: [3*d], groups: heads, blocks: {"layers.{i}.{query,key,value}.bias": {size: d}}}
        """,
      unfused: """
          layers.{0..L-1}.{query,key,value}.weight: {shape: [d, d]}
          layers.{0..L-1}.{query,key,value}.bias: {shape: [d]}
        """,
      layouts: (0..<2).flatMap { layer in
        [("weight", 32), ("bias", 1)].map { kind, inner in
          Layout(
            name: "gpt_neox.layers.\(layer).attention.query_key_value.\(kind)", outer: 1,
            inner: inner, groups: 4,
            parts: ["query", "key", "value"].map { ("layers.\(layer).\($0).\(kind)", 32) })
        }
      }),
  ]

  @Test("with the same bits, layer by layer", arguments: models)
  func sameValues(model: Model) async throws {
    func made(_ tensors: String) async throws -> SafetensorsFile {
      try await withRecipe("\(model.head)\n\(tensors)\n") { folder in
        let result = try await tensorInit(
          "checkpoint", "recipe.yaml", "--output", "x.safetensors", "--seed", "42", "--quiet",
          in: folder)
        expectSuccess(result)
        return try SafetensorsFile(path: folder + "/x.safetensors")
      }
    }
    let (fused, unfused) = (try await made(model.fused), try await made(model.unfused))
    let parts = Set(model.layouts.flatMap { $0.parts.map(\.name) })
    let others = Set(unfused.entries.keys).subtracting(parts)
    #expect(Set(fused.entries.keys) == others.union(model.layouts.map(\.name)))
    for name in others { #expect(fused.bytes(of: name) == unfused.bytes(of: name)) }
    for layout in model.layouts {
      var rest = fused.elements(of: layout.name, as: UInt32.self)[...]
      var found = [[UInt32]](repeating: [], count: layout.parts.count)
      for _ in 0..<layout.outer * layout.groups {
        for (index, part) in layout.parts.enumerated() {
          let count = part.size / layout.groups * layout.inner
          found[index] += rest.prefix(count)
          rest = rest.dropFirst(count)
        }
      }
      #expect(rest.isEmpty)
      for (part, elements) in zip(layout.parts, found) {
        #expect(elements == unfused.elements(of: part.name, as: UInt32.self), "\(part.name)")
      }
    }
  }
}
