import Synchronization
import TensorInit

/// What tensors that are equal byte by byte have in common; others hardly ever do.
struct EqualityKey: Hashable, Sendable {
  let dtypeName: String
  let shape: Shape
  let statistics: TensorStatistics?
  /// Of some of the elements.
  let fingerprint: Int
}

extension EqualTensors {
  /// Groups of tensors that are equal, in the order of their first ones.
  ///
  /// - Parameter keys: Those of the tensors; `nil` for such as are never in a group.
  static func groups(
    of tensors: [TensorInspection], _ keys: [EqualityKey?], reader: CheckpointReader,
    over threads: Int
  ) throws(TensorInitError) -> [EqualTensors] {
    var candidates: [EqualityKey: [Int]] = [:]
    for (index, key) in keys.enumerated() {
      if let key { candidates[key, default: []].append(index) }
    }
    let sets = candidates.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    let found = Mutex<[EqualTensors]>([])
    try Threads.takeTurns(sets.count, over: threads, with: { _ in }) {
      number, _ throws(TensorInitError) in
      var groups: [[Int]] = []
      for tensor in sets[number] {
        var isFound = false
        // Values in another order may have one key; beyond some of those, equal ones aren't looked for.
        for group in groups.indices.prefix(100) {
          isFound = try reader.haveEqualElements(
            tensors[groups[group][0]].tensor, tensors[tensor].tensor)
          if isFound {
            groups[group].append(tensor)
            break
          }
        }
        if !isFound { groups.append([tensor]) }
      }
      let equal = groups.filter { $0.count > 1 }.map { EqualTensors(tensors: $0) }
      found.withLock { $0 += equal }
    }
    return found.withLock(\.self).sorted { $0.tensors[0] < $1.tensors[0] }
  }
}
