import TensorInit
import TensorInitRecipes

/// What verifying a checkpoint gave, for people and for programs.
struct VerificationReport {
  let file: String
  let recipe: Recipe
  let generator: Generator
  /// Whether the file is of the time before the stream was frozen.
  let isDraft: Bool
  let verdicts: [CheckpointVerifier.Verdict]
  let isQuiet: Bool

  var isEqual: Bool { verdicts.allSatisfy(\.isEqual) }

  private var equalCount: Int { verdicts.count(where: \.isEqual) }

  private var source: String {
    let version = generator.streamVersion.map { ", version \($0) of the stream" } ?? ""
    return "seed \(generator.seed), \(generator.algorithm)\(version)"
  }

  // MARK: For people

  var text: String {
    var lines: [String] = []
    if !isEqual {
      if !isQuiet, equalCount > 0 {
        lines += verdicts.filter(\.isEqual).map { "\($0.name.displayed): equal" }
      }
      lines += verdicts.filter { !$0.isEqual }.map {
        "\($0.name.displayed): \($0.outcome.sentence)"
      }
      if isDraft {
        lines.append(
          "the file is of 0.1.0, before the stream was frozen: its orthogonal matrices, truncated normals close "
            + "to the mean and laws at the edge of the dtype have other values")
      }
    }
    let all = Names.counted(verdicts.count, "tensor")
    lines.append(
      isEqual
        ? "\(file.displayed): \(all), every bit as \(recipe.path.displayed) makes it (\(source))"
        : "\(file.displayed): \(equalCount) of \(all) as \(recipe.path.displayed) makes them (\(source))"
    )
    return lines.map { $0 + "\n" }.joined()
  }

  // MARK: For programs

  var json: String {
    let tensors = verdicts.map { verdict in
      let members = [("name", jsonText(verdict.name))] + verdict.outcome.members
      return "    {\(members.map { "\"\($0)\": \($1)" }.joined(separator: ", "))}"
    }
    return """
      {
        "file": \(jsonText(file)),
        "recipe": \(jsonText(recipe.path)),
        "seed": \(generator.seed),
        "generator": "\(generator.algorithm)",
        "stream_version": \(generator.streamVersion.map(String.init) ?? "null"),
        "draft": \(isDraft),
        "equal": \(isEqual),
        "tensors": [
      \(tensors.joined(separator: ",\n"))
        ]
      }

      """
  }
}

extension CheckpointVerifier.Outcome {
  fileprivate var sentence: String {
    switch self {
    case .equal: "equal"
    case .different(let difference): difference.sentence
    case .missing: "missing in the file"
    case .extra: "not in the recipe"
    case .otherShape(let found, let expected): "has the shape \(found); expected \(expected)"
    case .otherDType(let found, let expected): "has the dtype \(found); expected \(expected)"
    case .notTied(let target): "differs from '\(target.displayed)', to which the recipe ties it"
    }
  }

  fileprivate var members: [(String, String)] {
    switch self {
    case .equal: [("result", "\"equal\"")]
    case .different(let difference):
      [
        ("result", "\"different\""), ("different", "\(difference.count)"),
        ("elements", "\(difference.elementCount)"), ("first", "\(difference.first)"),
        ("largest", difference.largest.isFinite ? "\(difference.largest)" : "null"),
      ]
    case .missing: [("result", "\"missing\"")]
    case .extra: [("result", "\"extra\"")]
    case .otherShape(let found, let expected):
      [("result", "\"shape\""), ("found", "\(found)"), ("expected", "\(expected)")]
    case .otherDType(let found, let expected):
      [("result", "\"dtype\""), ("found", jsonText(found)), ("expected", "\"\(expected)\"")]
    case .notTied(let target): [("result", "\"not tied\""), ("to", jsonText(target))]
    }
  }
}

extension CheckpointVerifier.Difference {
  fileprivate var sentence: String {
    let verb = count == 1 ? "differs" : "differ"
    let place = first.isEmpty ? "" : ", the first at \(first)"
    let size =
      largest.isNaN
      ? ", some of them in being no number"
      : largest == 0 ? ", all in their bits alone" : ", by at most \(Float(largest))"
    return "\(count) of \(Names.counted(elementCount, "element")) \(verb)\(place)\(size)"
  }
}
