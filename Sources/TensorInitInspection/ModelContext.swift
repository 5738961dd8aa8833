import TensorInit

/// What the names of all tensors tell of one.
struct ModelContext: Sendable {
  private var shapes: [ExactName: Shape] = [:]
  /// One more than the largest number that follows a prefix of names: that of layers.
  private var counts: [ExactName: Int] = [:]

  init(_ tensors: [StoredTensor]) {
    for tensor in tensors {
      shapes[ExactName(tensor.name)] = tensor.shape
      if let (prefix, number) = Self.layer(of: tensor.name) {
        counts[prefix] = max(counts[prefix] ?? 0, number + 1)
      }
    }
  }

  /// How many layers there are beside the one that a tensor belongs to, with that one.
  func layerCount(beside name: String) -> Int? {
    Self.layer(of: name).flatMap { counts[$0.prefix] }
  }

  /// The fan in of the weight that a bias goes with.
  func fanIn(ofBias name: String) -> Int? {
    guard name == "bias" || name.hasSuffix(".bias") else { return nil }
    let weight = ExactName(name.dropLast("bias".count) + "weight")
    return shapes[weight].flatMap { try? Fans(of: $0).fanIn }
  }

  /// The first number among a name's parts, and what stands before it.
  private static func layer(of name: String) -> (prefix: ExactName, number: Int)? {
    var start = name.startIndex
    for part in name.split(separator: ".", omittingEmptySubsequences: false) {
      if !part.isEmpty, part.utf8.count <= 6,
        part.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
        let number = Int(part)
      {
        return (ExactName(String(name[..<start])), number)
      }
      start = part.endIndex < name.endIndex ? name.index(after: part.endIndex) : name.endIndex
    }
    return nil
  }
}
