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
            text: "\(tensor.name) has \(Names.counted(statistics.nanCount, "NaN element"))"
          ))
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
    for pair in equalFiles(tensors, equal) {
      warnings.append(
        InspectionWarning(
          kind: .equalShards, tensors: pair.tensors,
          text: "\(pair.files.0) and \(pair.files.1) have the same values under other names"))
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

  /// Files of which each drawn tensor is equal to one of the other, also where that is one tensor alone.
  private static func equalFiles(
    _ tensors: [TensorInspection], _ equal: [EqualTensors]
  ) -> [(files: (String, String), tensors: [Int])] {
    var groups: [Int: Int] = [:]
    for (group, set) in equal.enumerated() where set.isSuspicious(among: tensors) {
      for tensor in set.tensors { groups[tensor] = group }
    }
    var files: [String: [Int]] = [:]
    for (index, tensor) in tensors.enumerated() where tensor.isDrawn {
      files[tensor.tensor.path, default: []].append(index)
    }
    // By the groups that a file's tensors are of; those of a file with a tensor in none are told by themselves.
    var sets: [Set<Int>: [String]] = [:]
    for (path, places) in files
    where places.allSatisfy({ groups[$0] != nil }) {
      sets[Set(places.compactMap { groups[$0] }), default: []].append(path)
    }
    return sets.values.filter { $0.count > 1 }.map { $0.sorted() }.sorted { $0[0] < $1[0] }
      .flatMap { paths in
        paths.dropFirst().map { path in
          ((paths[0], path), ((files[paths[0]] ?? []) + (files[path] ?? [])).sorted())
        }
      }
  }
}

extension EqualTensors {
  /// Whether the tensors' values are drawn or trained: fixed ones, such as masks, are equal in all layers.
  fileprivate func isSuspicious(among tensors: [TensorInspection]) -> Bool {
    tensors[self.tensors[0]].isDrawn
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
