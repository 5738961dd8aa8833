import Foundation
import TensorInit
import TestSupport

/// Sequences of words that should have nothing to do with each other: of names, seeds, rows, shards.
public struct Family: Sendable {
  public let name: String
  public let memberCount: Int
  private let words: @Sendable (_ member: Int, _ count: Int) throws -> [UInt32]

  static let group = "Independence"

  public init(
    _ name: String, memberCount: Int,
    words: @escaping @Sendable (_ member: Int, _ count: Int) throws -> [UInt32]
  ) {
    self.name = name
    self.memberCount = memberCount
    self.words = words
  }

  /// What the generators of some origins give first.
  public init(_ name: String, _ origins: [Origin]) {
    self.init(name, memberCount: origins.count) { member, count in
      try Self.words(count: count) { try $0.initialize(.all32, using: origins[member].generator) }
    }
  }

  /// The n-th words of many origins, n being the member.
  public init(
    _ name: String, firstWordsOf origin: @escaping @Sendable (Int) -> Origin
  ) {
    self.init(name, memberCount: 64) { member, count in
      try (0..<count).map { index in
        try Self.words(count: 64) {
          try $0.initialize(.all32, using: origin(index).generator, threads: 1)
        }[member]
      }
    }
  }

  static func words(count: Int, _ write: (Tensor) throws -> Void) throws -> [UInt32] {
    let tensor = try Tensor(zeros: [count], dtype: .int32)
    try write(tensor)
    return try [Int32](tensor).map { UInt32(bitPattern: $0) }
  }

  /// Compares so many words of each member with those of the others.
  ///
  /// - Bits: of neighbours, and of each with the first, the exclusive or of words has each bit half of the time.
  /// - Correlation: of all pairs of members; the sum of its squares, and the largest.
  /// - Pairs: a chi-square test of the first four bits of neighbours' words.
  /// - Equal words: how many pairs of words, anywhere, are equal. A stream that two members share, even with a lag,
  ///   makes as many as there are words.
  public func outcomes(count: Int) throws -> [Outcome] {
    let members = try (0..<memberCount).map { try words($0, count) }
    let samples = memberCount * count
    func outcome(_ test: String, _ pValue: Double) -> Outcome {
      Outcome(Self.group, name, test, samples: samples, pValue: pValue)
    }
    let neighbours = zip(members, members.dropFirst()).map { ($0, $1) }
    let withFirst = members.dropFirst().map { (members[0], $0) }
    let equal = Self.equalPairs(members)
    let expected = Double(samples) * Double(samples - 1) / 2 * 0x1p-32
    let correlation = Self.correlation(members)
    var outcomes = [
      outcome("bits of neighbours", Self.bits(neighbours)),
      outcome("correlation of all pairs", correlation.all),
      outcome("largest correlation", correlation.largest),
      outcome("chi-square of neighbours", Self.pairs(neighbours)),
      outcome(
        "equal words: \(equal), expected \(expected.text(places: 2))",
        poissonPValue(equal, mean: expected, share: share(of: name))),
    ]
    if memberCount > 2 {
      outcomes.append(outcome("bits, each with the first", Self.bits(withFirst)))
    }
    return outcomes
  }

  private static func bits(_ pairs: [([UInt32], [UInt32])]) -> Double {
    var sum = 0.0
    for (first, second) in pairs {
      var ones = [Int](repeating: 0, count: 32)
      for (x, y) in zip(first, second) {
        let difference = x ^ y
        for bit in 0..<32 { ones[bit] &+= Int(difference &>> UInt32(bit) & 1) }
      }
      let count = Double(first.count)
      for one in ones {
        let z = (2 * Double(one) - count) / count.squareRoot()
        sum += z * z
      }
    }
    return chiSquareUpperTail(sum, degreesOfFreedom: 32 * pairs.count)
  }

  private static func correlation(_ members: [[UInt32]]) -> (all: Double, largest: Double) {
    let values = members.map {
      $0.map { (Float($0) - 0x1p31) * Float(12.0.squareRoot() * 0x1p-32) }
    }
    let count = Double(members[0].count)
    var (sum, largest, pairCount) = (0.0, 0.0, 0)
    for first in values.indices {
      for second in values.indices.dropFirst(first + 1) {
        let z = NeighbourTest.product(values[first], values[second]) / count.squareRoot()
        sum += z * z
        largest = max(largest, abs(z))
        pairCount += 1
      }
    }
    return (
      chiSquareUpperTail(sum, degreesOfFreedom: pairCount), largestPValue(largest, of: pairCount)
    )
  }

  private static func pairs(_ pairs: [([UInt32], [UInt32])]) -> Double {
    var observed = [Int](repeating: 0, count: 256)
    // Every second pair: no member is in two of them.
    for (index, (first, second)) in pairs.enumerated() where index % 2 == 0 {
      for (x, y) in zip(first, second) { observed[Int((x >> 28) << 4 | y >> 28)] += 1 }
    }
    return chiSquarePValue(
      observed: observed, probabilities: .init(repeating: 1 / 256, count: 256))
  }

  static func equalPairs(_ members: [[UInt32]]) -> Int {
    equalPairs(sorted: members.flatMap(\.self).sorted())
  }

  static func equalPairs<Word: Equatable>(sorted words: [Word]) -> Int {
    var (pairs, run) = (0, 0)
    for (word, next) in zip(words, words.dropFirst()) {
      run = word == next ? run + 1 : 0
      pairs += run
    }
    return pairs
  }
}

extension Family {
  /// The rows of a matrix, its columns, and its blocks, each made alone.
  static func partsOfMatrix(_ origin: Origin) -> [Family] {
    func family(
      _ name: String, _ shape: @escaping @Sendable (Int) -> Shape,
      _ box: @escaping @Sendable (_ member: Int, _ count: Int) -> [Range<Int>]
    ) -> Family {
      Family("\(name), \(origin.algorithm)", memberCount: 64) { member, count in
        let box = box(member, count)
        let part = try Tensor(zeros: Shape(box.map(\.count)), dtype: .int32)
        try part.initialize(
          .all32, asRegion: .box(box), of: shape(count), using: origin.generator)
        return try [Int32](part).map { UInt32(bitPattern: $0) }
      }
    }
    return [
      family("rows of a matrix", { [64, $0] }) { [$0..<$0 + 1, 0..<$1] },
      family("columns of a matrix", { [$0, 64] }) { [0..<$1, $0..<$0 + 1] },
      family("shards of a matrix, 8 x 8 blocks", { [8 * ($0 / 64), 8 * 64] }) { member, count in
        let (row, column) = member.quotientAndRemainder(dividingBy: 8)
        let height = count / 64
        return [row * height..<(row + 1) * height, column * 64..<(column + 1) * 64]
      },
    ]
  }

  /// Parts of one stream that are far apart.
  static func positions(_ origin: Origin) -> Family {
    Family("elements 2^53 apart, \(origin.algorithm)", memberCount: 64) { member, count in
      try words(count: count) {
        let first = member << 53
        try $0.initialize(
          .all32, asElements: first..<first + count, of: [1 << 59], using: origin.generator)
      }
    }
  }

  /// What one name gets again and again from one generator.
  static func initializations(_ origin: Origin) -> Family {
    Family("the 1st to 64th initialization of a name, \(origin.algorithm)", memberCount: 64) {
      member, count in
      let generator = origin.generator
      let small: TensorDictionary = ["weight": try Tensor(zeros: [1], dtype: .int32)]
      for _ in 0..<member { try small.initialize(.all32, using: generator) }
      let tensor = try Tensor(zeros: [count], dtype: .int32)
      let last: TensorDictionary = ["weight": tensor]
      try last.initialize(.all32, using: generator)
      return try [Int32](tensor).map { UInt32(bitPattern: $0) }
    }
  }

  /// All families of an algorithm.
  static func all(_ origin: Origin) -> [Family] {
    let algorithm = origin.algorithm
    func streams(_ what: String, _ names: [String]) -> Family {
      Family("streams \(what), \(algorithm)", names.map(origin.stream))
    }
    let letters: [String] = (UInt8(0)..<26).flatMap { (offset: UInt8) -> [String] in
      [String(UnicodeScalar(97 + offset)), String(UnicodeScalar(65 + offset))]
    }
    let kinds = ["q", "k", "v", "o", "gate", "up", "down", "norm"]
    let layers: [String] = (0..<64).map { "layer.\($0)" }
    let weights: [String] = (0..<8).flatMap { layer in
      kinds.map { "layers.\(layer).\($0).weight" }
    }
    let flipped: [Origin] = (0..<64).map { (bit: UInt64) -> Origin in
      Origin(algorithm: algorithm, seed: origin.seed ^ (1 << bit))
    }
    let adjacent: [Origin] = (0..<64).map { (step: UInt64) -> Origin in
      Origin(algorithm: algorithm, seed: origin.seed &+ step)
    }
    let nested: [Origin] = (0..<64).map { (depth: Int) -> Origin in
      Origin(
        algorithm: algorithm, seed: origin.seed,
        streams: origin.streams + [String](repeating: "a", count: depth))
    }
    var families: [Family] = [
      streams("'a', 'A', 'b', 'B', ...", letters),
      streams("'a', 'aa', 'aaa', ...", (1...64).map { String(repeating: "a", count: $0) }),
      streams("'layer.0', 'layer.1', ...", layers),
      streams("'layers.0.q.weight', 'layers.0.k.weight', ...", weights),
      Family("streams within streams, \(algorithm)", nested),
      Family("a seed and those one bit apart, \(algorithm)", [origin] + flipped),
      Family("seeds one after the other, \(algorithm)", adjacent),
      positions(origin), initializations(origin),
    ]
    families.append(
      Family("the 64 first words of adjacent seeds, \(algorithm)") { index in
        Origin(algorithm: algorithm, seed: origin.seed &+ UInt64(index))
      })
    families.append(
      Family("the 64 first words of 'layer.0', 'layer.1', ..., \(algorithm)") { index in
        origin.stream("layer.\(index)")
      })
    return families + partsOfMatrix(origin)
  }
}
