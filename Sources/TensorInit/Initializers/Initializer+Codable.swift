/// Initializers are equal if their expressions are, with every argument that is not its standard written out.
///
/// So `.normal()` equals `try Initializer("normal(mean=0)")`, and no initializer of another name, though it may have
/// the same law.
extension Initializer: Hashable {
  public static func == (first: Initializer, second: Initializer) -> Bool {
    ExactName(first.description) == ExactName(second.description)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(ExactName(description))
  }
}

/// As the text of its expression.
///
/// Fused tensors (``Initializer/blocks(_:axis:groups:)``) and replaced rows
/// (``Initializer/replacing(_:)``) are keys of recipes and have no expression that could be read: to encode them is an
/// error.
extension Initializer: Codable {
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    do {
      try self.init(text)
    } catch {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath, debugDescription: "\(error)", underlyingError: error))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    guard (try? Initializer(description)) == self else {
      throw EncodingError.invalidValue(
        self,
        EncodingError.Context(
          codingPath: encoder.codingPath,
          debugDescription:
            "'\(description.displayed)' can't be encoded: no expression of it can be read"))
    }
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
