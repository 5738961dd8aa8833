import TensorInit

extension InspectionWarning {
  /// What is strange about tensors, the worst first.
  static func all(of tensors: [TensorInspection], equal: [EqualTensors]) -> [InspectionWarning] {
    var warnings: [InspectionWarning] = []
    for (index, tensor) in tensors.enumerated() {
      guard let statistics = tensor.statistics else { continue }
      if statistics.nanCount > 0 {
        warnings.append(
          InspectionWarning(
            kind: .nan, tensors: [index],
            text: "\(tensor.name) has \(Names.counted(statistics.nanCount, "element")) that are NaN"))
      }
    }
    for (index, tensor) in tensors.enumerated() {
      if let count = tensor.statistics?.infiniteCount, count > 0 {
        warnings.append(
          InspectionWarning(
            kind: .infinite, tensors: [index],
            text: "\(tensor.name) has \(Names.counted(count, "infinite element"))"))
      }
    }
    for (index, tensor) in tensors.enumerated() {
      for blocks in tensor.repeatedBlocks {
        warnings.append(
          InspectionWarning(
            kind: .repeatedBlocks, tensors: [index], text: "\(tensor.name): \(blocks.text)"))
      }
    }
    for group in equal where group.isSuspicious(among: tensors) {
      let names = group.tensors.prefix(8).map { tensors[$0].name }
      let more = group.tensors.count - names.count
      warnings.append(
        InspectionWarning(
          kind: .equalTensors, tensors: group.tensors,
          text: "\(names.joined(separator: ", "))\(more > 0 ? " and \(more) more" : "") are equal"))
    }
    return warnings
  }
}

extension EqualTensors {
  /// Whether the tensors' values are drawn or trained: fixed ones, such as masks, are equal in all layers.
  fileprivate func isSuspicious(among tensors: [TensorInspection]) -> Bool {
    if case .structure = tensors[self.tensors[0]].appearances.first { false } else { true }
  }
}

extension RepeatedBlocks {
  /// In words: `of 4 parts along axis 0, 1 and 3 are equal`, counted from 0.
  public var text: String {
    let groups = equalParts.prefix(4).map { parts in
      parts.count == partCount
        ? "all"
        : parts.prefix(8).map(String.init).joined(separator: ", ")
          + (parts.count > 8 ? ", ..." : "")
    }
    let more = equalParts.count > 4 ? "; ..." : ""
    return "of \(partCount) parts along axis \(axis), these are equal: "
      + "\(groups.joined(separator: "; "))\(more)"
  }
}
