import Synchronization
import TensorInit

/// What tensors that are equal byte by byte have in common; others hardly ever do.
struct EqualityKey: Hashable, Sendable {
  let storedDType: String
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
    try Threads.takeTurns(sets.count, over: threads) { _ in
      (PartBuffers(), PartBuffers())
    } _: { number, buffers throws(TensorInitError) in
      var groups: [[Int]] = []
      for tensor in sets[number] {
        var isFound = false
        // Values in another order may have one key; beyond some of those, equal ones aren't looked for.
        for group in groups.indices.prefix(100) {
          isFound = try areEqual(
            tensors[groups[group][0]].tensor, tensors[tensor].tensor, reader, buffers.0, buffers.1)
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

  private static func areEqual(
    _ first: StoredTensor, _ second: StoredTensor, _ reader: CheckpointReader,
    _ firstBuffers: PartBuffers, _ secondBuffers: PartBuffers
  ) throws(TensorInitError) -> Bool {
    guard first.byteCount == second.byteCount else { return false }
    for start in stride(from: 0, to: first.byteCount, by: PartBuffers.blockLength) {
      let range = start..<min(start + PartBuffers.blockLength, first.byteCount)
      let bytes = try firstBuffers.read(bytes: range, of: first, from: reader)
      guard bytes.areEqual(to: try secondBuffers.read(bytes: range, of: second, from: reader))
      else { return false }
    }
    return true
  }
}
