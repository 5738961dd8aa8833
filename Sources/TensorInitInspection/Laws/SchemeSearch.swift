import TensorInit

/// Sets a deviation against those that are usual.
struct SchemeSearch {
  let tensor: StoredTensor
  let context: ModelContext
  /// The law that fits best, around 0.
  let law: Law
  /// Its deviation, before a cut, and how far from a scheme's it may be, as a share.
  let measured: (value: Double, error: Double)

  /// The schemes whose deviation the values have, the nearest first.
  func schemes() -> [UsualScheme] {
    guard measured.value > 0 else { return [] }
    var found: [UsualScheme] = []
    for candidate in candidates() where candidate.deviation > 0 {
      let ratio = measured.value / candidate.deviation
      guard (ratio - 1).magnitude <= measured.error,
        !found.contains(where: { $0.deviation == candidate.deviation })
      else { continue }
      found.append(
        UsualScheme(
          name: candidate.name, expression: candidate.expression,
          deviation: candidate.deviation, ratio: ratio))
    }
    return found.enumerated().sorted { first, second in
      let distances = ((first.element.ratio - 1).magnitude, (second.element.ratio - 1).magnitude)
      return (distances.0, first.offset) < (distances.1, second.offset)
    }.map(\.element)
  }

  private struct Candidate {
    let name: String
    let expression: String?
    let deviation: Double

    init(_ name: String, _ expression: String?, _ deviation: Double) {
      self.name = name
      self.expression = expression
      self.deviation = deviation
    }
  }

  private func candidates() -> [Candidate] {
    var candidates: [Candidate] = []
    let layers = context.layerCount(beside: tensor.name).map { Double($0) }
    if let fans = try? Fans(of: tensor.shape), fans.fanIn > 0, fans.fanOut > 0 {
      candidates += schemes(of: fans, "", layers)
    }
    if tensor.shape.count == 3,
      let fans = try? Fans(of: tensor.shape, layout: FanLayout(batchAxis: [0])), fans.fanIn > 0,
      fans.fanOut > 0
    {
      candidates += schemes(of: fans, "batch_axis=0", layers)
    }
    if let fan = context.fanIn(ofBias: tensor.name), fan > 0 {
      candidates.append(
        Candidate("PyTorch's bias, of the weight's fan in", nil, 1 / (3 * Double(fan)).squareRoot())
      )
    }
    for deviation in [0.02, 0.01, 0.006, 0.1, 1] {
      candidates.append(Candidate("\(deviation.plain)", plainExpression(deviation), deviation))
    }
    if let layers {
      let deviation = 0.02 / (2 * layers).squareRoot()
      candidates.append(
        Candidate(
          "0.02/sqrt(2L), L = \(Int(layers))", plainExpression(deviation), deviation))
    }
    return candidates
  }

  private func schemes(of fans: Fans, _ layout: String, _ layers: Double?) -> [Candidate] {
    let (fanIn, fanOut) = (Double(fans.fanIn), Double(fans.fanOut))
    let place = layout.isEmpty ? "" : ", stacked"
    let xavier = (2 / (fanIn + fanOut)).squareRoot()
    let kaiming = (2 / fanIn).squareRoot()
    let leaky = (2 / (1.0001 * fanIn)).squareRoot()
    let torch = (1 / (3 * fanIn)).squareRoot()
    let lecun = (1 / fanIn).squareRoot()
    let isUniform = law.name == "uniform"
    let suffix = isUniform ? "uniform" : "normal"
    /// Laws that are cut have the deviation after the cut by schemes of JAX and Keras alone.
    let isCut = law.name == "trunc_normal"
    func named(_ name: String, _ arguments: String...) -> String? {
      if isCut { return nil }
      let all = (arguments + [layout]).filter { !$0.isEmpty }
      return all.isEmpty
        ? "\(name)_\(suffix)" : "\(name)_\(suffix)(\(all.joined(separator: ", ")))"
    }
    func scaled(_ arguments: String...) -> String {
      let kind = isUniform ? "uniform" : "normal"
      let all = (arguments + ["distribution=\(kind)", layout]).filter { !$0.isEmpty }
      return "variance_scaling(\(all.joined(separator: ", ")))"
    }
    var candidates = [
      Candidate("Xavier\(place)", named("xavier"), xavier),
      Candidate("Kaiming, fan in, relu\(place)", named("kaiming", "nonlinearity=relu"), kaiming),
      Candidate(
        "Kaiming, fan out, relu\(place)", named("kaiming", "mode=fan_out", "nonlinearity=relu"),
        (2 / fanOut).squareRoot()),
      Candidate(
        "PyTorch's Linear and Conv, 1/sqrt(3 fan in)\(place)",
        named("kaiming", "slope=\(5.squareRoot())"), torch),
      Candidate("LeCun, 1/sqrt(fan in)\(place)", isCut ? nil : scaled(), lecun),
      Candidate(
        "1/sqrt(fan out)\(place)", isCut ? nil : scaled("mode=fan_out"),
        (1 / fanOut).squareRoot()),
      Candidate(
        "Xavier, tanh\(place)", named("xavier", "gain=\(5.0 / 3)"), xavier * 5 / 3),
      Candidate(
        "Xavier, relu\(place)", named("xavier", "gain=\(2.squareRoot())"),
        xavier * 2.squareRoot()),
      Candidate(
        "Kaiming, fan in, leaky relu of 0.01\(place)", named("kaiming", "slope=0.01"), leaky),
      Candidate(
        "Kaiming, fan in, leaky relu of 0.2\(place)", named("kaiming", "slope=0.2"),
        (2 / (1.04 * fanIn)).squareRoot()),
    ]
    if isCut, let after = law.deviation, let before = law["std"] {
      // Where the scheme's deviation is that after the cut, the one before is so much larger.
      let factor = before / after
      candidates += [
        Candidate("Xavier after the cut\(place)", jax("glorot_normal", layout), xavier * factor),
        Candidate(
          "Kaiming after the cut, fan in, relu\(place)", jax("he_normal", layout),
          kaiming * factor),
        Candidate(
          "LeCun after the cut, 1/sqrt(fan in)\(place)", jax("lecun_normal", layout),
          lecun * factor),
        Candidate(
          "1/sqrt(fan out) after the cut\(place)",
          "variance_scaling(mode=fan_out\(layout.isEmpty ? "" : ", \(layout)"))",
          (1 / fanOut).squareRoot() * factor),
      ]
    }
    for (fan, label) in [(fanIn, "fan in"), (fanOut, "fan out")] {
      candidates.append(
        Candidate("small, sqrt(2/(5 \(label)))\(place)", nil, (2 / (5 * fan)).squareRoot()))
      if let layers {
        candidates += [
          Candidate("Wang, 2/(L sqrt(\(label)))\(place)", nil, 2 / (layers * fan.squareRoot())),
          Candidate(
            "1/sqrt(\(label) L)\(place)", nil, 1 / (fan * layers).squareRoot()),
        ]
      }
    }
    if let layers {
      candidates.append(
        Candidate(
          "PyTorch's Linear over sqrt(L), 1/sqrt(3 fan in L)\(place)", nil,
          torch / layers.squareRoot()))
    }
    return candidates
  }

  private func jax(_ name: String, _ layout: String) -> String {
    layout.isEmpty ? name : "\(name)(\(layout))"
  }

  private func plainExpression(_ deviation: Double) -> String? {
    switch law.name {
    case "normal": return "normal(std=\(deviation.shortest))"
    case "trunc_normal":
      guard let std = law["std"], let high = law["high"], std > 0 else { return nil }
      return
        "trunc_normal(std=\(deviation.shortest), cut=\((high / std).rounded(toDigits: 3).plain))"
    default:
      let bound = (3.squareRoot() * deviation).shortest
      return "uniform(low=-\(bound), high=\(bound))"
    }
  }
}
