import TensorInit
import Testing

@Suite("A layer's tensors are its members")
struct ModuleMembersTests {
  @Test("and are those that its parameters and buffers have")
  func members() throws {
    let layers: [(any Layer, [(String, Tensor?)])] = [
      { ($0, [("weight", $0.weight), ("bias", $0.bias)]) }(try Linear(2, 3)),
      { ($0, [("weight", $0.weight), ("bias", $0.bias)]) }(try Bilinear(2, 3, 4)),
      { ($0, [("weight", $0.weight), ("bias", $0.bias)]) }(try Conv2d(2, 3, kernelSize: 2)),
      { ($0, [("weight", $0.weight), ("bias", $0.bias)]) }(
        try ConvTranspose1d(2, 3, kernelSize: 2)),
      { ($0, [("weight", $0.weight)]) }(try Embedding(4, 2)),
      { ($0, [("weight", $0.weight)]) }(try PReLU()),
      { ($0, [("weight", $0.weight), ("bias", $0.bias)]) }(try LayerNorm(3)),
      { ($0, [("weight", $0.weight), ("bias", $0.bias)]) }(try GroupNorm(1, 3)),
      {
        (
          $0,
          [
            ("weight", $0.weight), ("bias", $0.bias), ("running_mean", $0.runningMean),
            ("running_var", $0.runningVariance), ("num_batches_tracked", $0.trackedBatchCount),
          ]
        )
      }(try BatchNorm1d(3)),
      {
        (
          $0,
          [
            ("in_proj_weight", $0.inProjectionWeight), ("in_proj_bias", $0.inProjectionBias),
            ("bias_k", $0.keyBias), ("bias_v", $0.valueBias),
          ]
        )
      }(try MultiheadAttention(4, heads: 2, addBiasKV: true)),
      {
        (
          $0,
          [
            ("q_proj_weight", $0.queryProjectionWeight),
            ("k_proj_weight", $0.keyProjectionWeight),
            ("v_proj_weight", $0.valueProjectionWeight),
          ]
        )
      }(try MultiheadAttention(4, heads: 2, bias: false, keySize: 3)),
    ]
    for (layer, members) in layers {
      let tensors = Array(layer.ownParameters) + Array(layer.ownBuffers)
      #expect(tensors.map(\.name).sorted() == members.map(\.0).sorted())
      for (name, member) in members {
        let member = try #require(member)
        let same = try #require(layer[name])
        try member.initialize(.constant(41))
        #expect(same.doubles().allSatisfy { $0 == 41 }, "\(layer.kind).\(name)")
        #expect(same.shape == member.shape)
      }
    }
  }

  @Test("that may be left out")
  func absent() throws {
    #expect(try Linear(2, 3, bias: false).bias == nil)
    #expect(try LayerNorm(3, elementwiseAffine: false).weight == nil)
    #expect(try BatchNorm2d(3, trackRunningStats: false).runningMean == nil)
    #expect(try MultiheadAttention(4, heads: 2).keyBias == nil)
    #expect(try MultiheadAttention(4, heads: 2).keyProjectionWeight == nil)
  }

  @Test("also by PyTorch's names")
  func names() throws {
    let lstm = try LSTM(3, 2, layers: 2, bidirectional: true)
    #expect(lstm["weight_ih_l0"]?.shape == [8, 3])
    #expect(lstm["weight_hh_l1_reverse"]?.shape == [8, 2])
    #expect(lstm["weight_ih_l2"] == nil)
    #expect(try BatchNorm1d(3)["running_var"]?.doubles() == [1, 1, 1])
  }
}

@Suite("A sequential's modules are reached")
struct SequentialMembersTests {
  private func model() throws -> Sequential {
    let mlp = try Sequential(("up", Linear(2, 8)), ("act", Activation.gelu), ("down", Linear(8, 2)))
    return try Sequential(("norm", LayerNorm(2)), ("mlp", mlp))
  }

  @Test("by name, by path and by position")
  func modules() throws {
    let model = try model()
    #expect(model["norm"]?.kind == "layernorm")
    #expect(model["mlp.up", as: Linear.self]?.weight.shape == [8, 2])
    #expect(try model[1].kind == "sequential")
    #expect(try model[1, as: Sequential.self][2, as: Linear.self].weight.shape == [2, 8])
    #expect(try Sequential(Linear(2, 2))["0", as: Linear.self] != nil)
  }

  @Test("in order")
  func sequence() throws {
    let model = try model()
    #expect(model.count == 2)
    #expect(!model.isEmpty)
    #expect(Sequential().isEmpty)
    #expect(model.map(\.name) == ["norm", "mlp"])
    var kinds: [String] = []
    for (_, module) in model { kinds.append(module.kind) }
    #expect(kinds == ["layernorm", "sequential"])
  }

  @Test("where they are")
  func absent() throws {
    let model = try model()
    for name in ["", ".", "up", "mlp.", ".mlp", "mlp.up.weight", "mlp..up", "norm.weight"] {
      #expect(model[name] == nil, "\(name)")
    }
    #expect(model["mlp", as: Linear.self] == nil)
    #expect {
      _ = try model[2]
    } throws: {
      "\($0)" == "the position is 2; expected a position in 0..<2"
    }
    #expect {
      _ = try model[0, as: Linear.self]
    } throws: {
      "\($0)" == "the module at 0 is a LayerNorm; expected a Linear"
    }
    #expect {
      _ = try Sequential()[0]
    } throws: {
      "\($0)" == "the position is 0; expected none, since there are no modules"
    }
  }
}
