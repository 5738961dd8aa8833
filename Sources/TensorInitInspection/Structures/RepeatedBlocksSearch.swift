import TensorInit

/// Finds parts of a tensor, next to each other along one of its first two axes, that are equal byte by byte.
///
/// Some bytes of each part tell most of them apart; those that have these in common are read.
struct RepeatedBlocksSearch {
  let reader: CheckpointReader
  let tensor: StoredTensor
  let elementSize: Int
  let buffers: PartBuffers

  /// Into how many parts an axis is split at most.
  static let mostParts = 64
  /// Parts of fewer bytes may be equal by chance.
  private static let smallestPart = 64
  private static let probeLength = 128

  /// The coarsest split of each axis that has equal parts.
  func blocks() throws(TensorInitError) -> [RepeatedBlocks] {
    var found: [RepeatedBlocks] = []
    for axis in 0..<min(2, tensor.shape.count) {
      if let blocks = try blocks(along: axis) { found.append(blocks) }
    }
    return found
  }

  private func blocks(along axis: Int) throws(TensorInitError) -> RepeatedBlocks? {
    let size = tensor.shape[axis]
    guard size >= 2, tensor.byteCount > 0 else { return nil }
    var probes: [Int: [UInt8]] = [:]
    let rows = axis == 0 ? 1 : tensor.shape[0]
    let rowLength = tensor.byteCount / rows
    for parts in 2...Self.mostParts where parts <= size && size % parts == 0 {
      let length = rowLength / parts
      guard length * rows >= Self.smallestPart else { break }
      var sets: [[UInt8]: [Int]] = [:]
      for part in 0..<parts {
        let probe = try probe(at: part * length, rows, rowLength, length, &probes)
        // What is one number throughout tells nothing apart, nor is it drawn.
        if !probe.isEmpty { sets[probe, default: []].append(part) }
      }
      var equal: [[Int]] = []
      for set in sets.values where set.count > 1 {
        equal += try groups(of: set, rows, rowLength, length)
      }
      if let first = equal.first?.first {
        // What is a pattern in one split is one in all that are finer.
        guard try isDrawn(first * length, rows, rowLength, length, parts) else { return nil }
        return RepeatedBlocks(
          axis: axis, partCount: parts, equalParts: equal.sorted { $0[0] < $1[0] })
      }
    }
    return nil
  }

  /// Bytes of a part, from the first row and a middle one; none where they are one element again and again.
  private func probe(
    at offset: Int, _ rows: Int, _ rowLength: Int, _ length: Int, _ known: inout [Int: [UInt8]]
  ) throws(TensorInitError) -> [UInt8] {
    // Parts of another size begin with the same bytes; those are enough to tell.
    let count = min(length, Self.probeLength)
    var probe: [UInt8] = []
    for row in Set([0, rows / 2]).sorted() {
      let start = row * rowLength + offset
      if let bytes = known[start], bytes.count >= count {
        probe += bytes.prefix(count)
      } else {
        let bytes = Array(
          try buffers.read(bytes: start..<start + count, of: tensor, from: reader))
        known[start] = bytes
        probe += bytes
      }
    }
    let isOneNumber = (elementSize..<max(elementSize, probe.count)).allSatisfy {
      probe[$0] == probe[$0 - elementSize]
    }
    return isOneNumber && probe.count > elementSize ? [] : probe
  }

  /// Whether a part's values are drawn, by some of its elements.
  private func isDrawn(
    _ offset: Int, _ rows: Int, _ rowLength: Int, _ length: Int, _ parts: Int
  ) throws(TensorInitError) -> Bool {
    // Those along the first axis, also where a part is some of them.
    var (rows, stride, length) = (rows, rowLength, length)
    if rows == 1, tensor.shape.count > 1 {
      rows = tensor.shape[0] / parts
      stride = length / max(rows, 1)
      length = stride
    }
    let taken = min(rows, 64)
    let count = min(length / elementSize, taken == 1 ? 4096 : max(64, 4096 / taken))
    var elements: [ArraySlice<UInt8>] = []
    var numbers: [[Double]] = []
    for row in 0..<taken {
      let start = offset + row * stride
      let bytes = try buffers.read(
        bytes: start..<start + count * elementSize, of: tensor, from: reader)
      let copy = Array(bytes)
      for place in 0..<count {
        elements.append(copy[place * elementSize..<(place + 1) * elementSize])
      }
      guard let dtype = tensor.dtype else { continue }
      numbers.append(
        [Double](unsafeUninitializedCapacity: count) { memory, initialized in
          if let base = memory.baseAddress { StoredElements.convert(bytes, of: dtype, to: base) }
          initialized = count
        })
    }
    if taken > 1, (count..<elements.count).allSatisfy({ elements[$0] == elements[$0 - count] }) {
      // Rows that are equal are copies, as of experts, where they are large, and else a kernel for every channel.
      guard length / elementSize >= 256 else { return false }
      numbers = Array(numbers.prefix(1))
    }
    return DrawnValues.areMany(elements) && !DrawnValues.areSmooth(numbers)
  }

  /// Those among some parts that are equal.
  private func groups(
    of parts: [Int], _ rows: Int, _ rowLength: Int, _ length: Int
  ) throws(TensorInitError) -> [[Int]] {
    var groups: [[Int]] = []
    for part in parts {
      var isFound = false
      for group in groups.indices {
        isFound = try areEqual(groups[group][0] * length, part * length, rows, rowLength, length)
        if isFound {
          groups[group].append(part)
          break
        }
      }
      if !isFound { groups.append([part]) }
    }
    return groups.filter { $0.count > 1 }
  }

  private func areEqual(
    _ first: Int, _ second: Int, _ rows: Int, _ rowLength: Int, _ length: Int
  ) throws(TensorInitError) -> Bool {
    let most = PartBuffers.blockLength * 4
    // Whole rows at a time where they are short, else parts of one.
    let rowsTogether = max(1, most / rowLength)
    if rows > 1, rowLength <= most {
      for row in stride(from: 0, to: rows, by: rowsTogether) {
        let end = min(row + rowsTogether, rows)
        let bytes = try buffers.read(
          bytes: row * rowLength..<end * rowLength, of: tensor, from: reader)
        for start in stride(from: 0, to: bytes.count, by: rowLength) {
          let parts = [first, second].map {
            UnsafeRawBufferPointer(rebasing: bytes[start + $0..<start + $0 + length])
          }
          guard parts[0].areEqual(to: parts[1]) else { return false }
        }
      }
      return true
    }
    for row in 0..<rows {
      for start in stride(from: 0, to: length, by: most) {
        let range = start..<min(start + most, length)
        let bytes = try [first, second].map { offset throws(TensorInitError) in
          let place = row * rowLength + offset
          return Array(
            try buffers.read(
              bytes: place + range.lowerBound..<place + range.upperBound, of: tensor, from: reader))
        }
        guard bytes[0] == bytes[1] else { return false }
      }
    }
    return true
  }
}
