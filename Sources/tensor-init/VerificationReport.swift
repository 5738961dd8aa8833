import TensorInit
import TensorInitInspection
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
        "\($0.name.displayed): \($0.sentence)"
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
      let members = [("name", jsonText(verdict.name))] + verdict.members
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

extension CheckpointVerifier.Verdict {
  fileprivate var sentence: String {
    switch outcome {
    case .equal: "equal"
    case .different(let differences): sentence(of: differences)
    case .missing: "missing in the file"
    case .extra: "not in the recipe"
    case .otherShape(let found): "has the shape \(found); expected \(shape)"
    case .otherDType(let found, let expected):
      "has the dtype \(found.displayed); expected \(expected)"
    case .notTied(let target): "differs from '\(target.displayed)', to which the recipe ties it"
    }
  }

  private func sentence(of differences: ElementDifferences) -> String {
    let count = differences.count
    let elements = Names.counted((try? shape.elementCount) ?? 0, "element")
    let place = shape.isEmpty ? "" : ", the first at \(shape.place(of: differences.first ?? 0))"
    let largest = differences.largest ?? 0
    let size =
      largest.isInfinite
      ? ", some of them from what is no finite number"
      : largest == 0 ? ", all in their bits alone" : ", by at most \(largest.shortest)"
    return "\(count) of \(elements) \(count == 1 ? "differs" : "differ")\(place)\(size)"
  }

  fileprivate var members: [(String, String)] {
    switch outcome {
    case .equal: return [("result", "\"equal\"")]
    case .different(let differences):
      let (first, largest) = (differences.first ?? 0, differences.largest ?? 0)
      return [
        ("result", "\"different\""), ("differ", "\(differences.count)"),
        ("first", "\(first)"), ("place", "\(shape.place(of: first))"),
        ("largest_difference", largest.isFinite ? "\(largest)" : "null"),
      ]
    case .missing: return [("result", "\"missing\"")]
    case .extra: return [("result", "\"extra\"")]
    case .otherShape(let found):
      return [("result", "\"shape\""), ("found", "\(found)"), ("expected", "\(shape)")]
    case .otherDType(let found, let expected):
      return [
        ("result", "\"dtype\""), ("found", jsonText(found)), ("expected", "\"\(expected)\""),
      ]
    case .notTied(let target): return [("result", "\"not tied\""), ("to", jsonText(target))]
    }
  }
}
