import Foundation
import Randomness
import TensorInit
import TestSupport
import Testing

/// What each test of the battery is for: a source with a defect raises the alarm that the whole battery would raise, and
/// the same source without it doesn't.
@Suite("A planted defect is found")
struct PlantedDefectTests {
  /// As strict as the battery of two thousand p-values is.
  private static let threshold = Verdict.falseAlarmProbability / 2500

  private static let origin = Origin(seed: 20_261_128)

  /// - Parameter test: A part of the name of the test that is to find it.
  private func expectAlarm(
    _ outcomes: [Outcome], of test: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let own = outcomes.filter { $0.test.contains(test) }
    try #require(!own.isEmpty, sourceLocation: sourceLocation)
    let least = own.map(\.twoSided).min() ?? 1
    #expect(least < Self.threshold, "\(own.map(\.pValue))", sourceLocation: sourceLocation)
  }

  private func expectNone(
    _ outcomes: [Outcome], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for outcome in outcomes {
      #expect(outcome.twoSided >= Self.threshold, "\(outcome)", sourceLocation: sourceLocation)
    }
  }

  /// A number in 0 ..< 2^32 for each place, to decide which elements a defect changes.
  private static func noise(_ place: Int) -> UInt32 {
    var word = UInt64(place) &+ 0x9e37_79b9_7f4a_7c15
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return UInt32(truncatingIfNeeded: (word ^ (word >> 31)) >> 16)
  }

  // MARK: Words and laws

  @Test("a bit of words that is 1 by a part of 10^-3 too often")
  func biasedBit() throws {
    let words = Source(words: .tensor, from: Self.origin)
    let biased = words.changed { (elements: UnsafeMutableBufferPointer<Int32>, places) in
      for (index, place) in zip(elements.indices, places)
      where Self.noise(place) < UInt32(0x1p32 * 2e-3) {
        elements[index] |= 1 << 21
      }
    }
    let count = 1 << 24
    try expectAlarm(WordTest(biased).outcomes(count: count, threads: 2), of: "32 bits")
    expectNone(try WordTest(words).outcomes(count: count, threads: 2))
  }

  @Test(
    "a uniform number whose bit is 1 by a part of 10^-3 too often",
    arguments: [Float(0.25), 0x1p-8])
  func biasedUniform(bit: Float) throws {
    let uniform = Source(.uniform(), .float32, from: Self.origin)
    let biased = uniform.changed { (elements: UnsafeMutableBufferPointer<Float>, places) in
      for (index, place) in zip(elements.indices, places)
      where Self.noise(place) < UInt32(0x1p32 * 2e-3) {
        let parts = (elements[index] / bit).rounded(.down)
        if parts.remainder(dividingBy: 2) == 0 { elements[index] += bit }
      }
    }
    let law = ExactLaw.uniform(low: 0, high: 1)
    let count = bit > 0.01 ? 1 << 26 : 1 << 28
    try expectAlarm(
      LawTest(biased, law).outcomes(count: count, threads: 2),
      of: bit > 0.01 ? "64 groups" : "all cells")
    expectNone(try LawTest(uniform, law).outcomes(count: count, threads: 2))
  }

  @Test("a normal law whose tail is cut at 5 deviations", arguments: [Float(5), -5])
  func cutTail(cut: Float) throws {
    let normal = Source(.normal(), .float32, from: Self.origin)
    let cutOff = normal.changed { (elements: UnsafeMutableBufferPointer<Float>, _) in
      for index in elements.indices {
        let isBeyond = cut < 0 ? elements[index] < cut : elements[index] > cut
        if isBeyond { elements[index] = cut / 2 }
      }
    }
    let count = 1 << 26
    let found = try LawTest(cutOff, .standardNormal).outcomes(count: count, threads: 2)
    try expectAlarm(found, of: cut < 0 ? "below -5.0" : "above 5.0")
    expectNone(found.filter { $0.group != "Tails" })
    expectNone(try LawTest(normal, .standardNormal).outcomes(count: count, threads: 2))
  }

  @Test("a deviation that is wrong by a part of 10^-3")
  func wrongDeviation() throws {
    let wrong = Source(.normal(std: 1.001), .float32, from: Self.origin)
    try expectAlarm(
      LawTest(wrong, .standardNormal).outcomes(count: 1 << 28, threads: 2), of: "Kolmogorov-Smirnov"
    )
  }

  @Test(
    "numbers of 16 bits that are cut off rather than rounded",
    arguments: [DType.float16, .bfloat16])
  func wrongRounding(dtype: DType) throws {
    let wide = Source(.normal(), .float32, from: Self.origin)
    let cutOff = Source("cut off", dtype) { memory, elements in
      try withUnsafeTemporaryAllocation(of: Float.self, capacity: elements.count) { values in
        guard let base = values.baseAddress else { return }
        try wide.fill(UnsafeMutableRawPointer(base), elements)
        let patterns = memory.assumingMemoryBound(to: UInt16.self)
        for (index, value) in values.enumerated() {
          if dtype == .bfloat16 {
            patterns[index] = UInt16(value.bitPattern >> 16)
          } else {
            let nearest = Float16(value)
            let isTooFar = Float(nearest).magnitude > value.magnitude
            patterns[index] = nearest.bitPattern - (isTooFar ? 1 : 0)
          }
        }
      }
    }
    try expectAlarm(
      LawTest(cutOff, .standardNormal).outcomes(count: 1 << 22, threads: 2), of: "powers of two")
    expectNone(
      try LawTest(Source(.normal(), dtype, from: Self.origin), .standardNormal)
        .outcomes(count: 1 << 22, threads: 2))
  }

  @Test("an integer that comes too seldom")
  func modulo() throws {
    let random = Source(.random(low: 0, high: 100), .int32, from: Self.origin)
    let skewed = random.changed { (elements: UnsafeMutableBufferPointer<Int32>, places) in
      for (index, place) in zip(elements.indices, places)
      where elements[index] == 99 && Self.noise(place) < 1 << 25 {
        elements[index] = 0
      }
    }
    let law = ExactLaw(.discreteUniform(low: 0, high: 100), from: 0, upTo: 99)
    try expectAlarm(
      LawTest(skewed, law).outcomes(count: 1 << 26, threads: 2), of: "all cells")
  }

  // MARK: Neighbours

  @Test("neighbours whose correlation is 10^-2", arguments: [1, 16])
  func correlatedNeighbours(lag: Int) throws {
    let normal = Source(.normal(), .float32, from: Self.origin)
    let correlated = normal.changed { (elements: UnsafeMutableBufferPointer<Float>, _) in
      for index in elements.indices.dropFirst(lag).reversed() {
        elements[index] = 0.99995 * elements[index] + 0.01 * elements[index - lag]
      }
    }
    let count = 1 << 22
    try expectAlarm(
      NeighbourTest.normal(correlated).outcomes(count: count, threads: 2), of: "values, lag \(lag)")
    expectNone(try NeighbourTest.normal(normal).outcomes(count: count, threads: 2))
  }

  @Test("neighbours that depend without a correlation: of one radius")
  func dependentSquares() throws {
    let normal = Source(.normal(), .float32, from: Self.origin)
    let dependent = normal.changed { (elements: UnsafeMutableBufferPointer<Float>, places) in
      for (index, place) in zip(elements.indices, places).dropFirst(16)
      where Self.noise(place) < UInt32(0x1p32 * 0.02) {
        elements[index] = (elements[index] < 0 ? -1 : 1) * elements[index - 16].magnitude
      }
    }
    let count = 1 << 22
    try expectAlarm(
      NeighbourTest.normal(dependent).outcomes(count: count, threads: 2), of: "squares, lag 16")
    let test = PairTest(dependent, .standardNormal)
    try expectAlarm(test.outcomes(lags: [16], count: count, threads: 2), of: "pairs, lag 16")
    expectNone(
      try PairTest(normal, .standardNormal).outcomes(lags: [1, 16], count: count, threads: 2))
  }

  // MARK: Members of a family

  private static let names = Family(
    "names", (0..<32).map { origin.stream("layer.\($0)") })

  @Test("two names with one stream")
  func sharedStream() throws {
    var origins = (0..<32).map { Self.origin.stream("layer.\($0)") }
    origins[20] = origins[3]
    let found = try Family("shared", origins).outcomes(count: 1 << 12)
    try expectAlarm(found, of: "equal words")
    try expectAlarm(found, of: "largest correlation")
    expectNone(try Self.names.outcomes(count: 1 << 12))
  }

  @Test("two names with parts of one stream, one behind the other")
  func overlappingStreams() throws {
    let family = Family("overlapping", memberCount: 32) { member, count in
      let tensor = try Tensor(zeros: [count], dtype: .int32)
      let generator = Self.origin.stream("layer.\(member == 20 ? 3 : member)").generator
      let first = member == 20 ? 192 : 0
      try tensor.initialize(
        .all32, asElements: first..<first + count, of: [1 << 20], using: generator)
      return try [Int32](tensor).map { UInt32(bitPattern: $0) }
    }
    try expectAlarm(family.outcomes(count: 1 << 12), of: "equal words")
  }

  @Test("a bit of the seed that makes no difference")
  func ignoredBit() throws {
    let origins = (0..<64).map { Origin(seed: 1 ^ ((1 << UInt64($0)) & ~(1 << 40))) }
    let found = try Family("seeds", [Origin(seed: 1)] + origins).outcomes(count: 1 << 10)
    try expectAlarm(found, of: "each with the first")
    try expectAlarm(found, of: "equal words")
  }

  @Test("seeds of which neighbours differ in too few bits")
  func weakSeeds() throws {
    let family = Family("weak seeds", memberCount: 16) { member, count in
      let tensor = try Tensor(zeros: [count], dtype: .int32)
      try tensor.initialize(.all32, using: Generator(seed: 7))
      // One bit of 32 follows the seed for a part of the words.
      return try [Int32](tensor).enumerated().map { index, word in
        let own = Self.noise(index + member << 20)
        return own & ~1 | UInt32(bitPattern: word) & 1
      }
    }
    try expectAlarm(family.outcomes(count: 1 << 12), of: "bits of neighbours")
  }

  @Test("columns that are equal")
  func equalColumns() throws {
    let columns = Family("columns", memberCount: 32) { member, count in
      let matrix = try Tensor(zeros: [count, 1], dtype: .int32)
      let column = member == 9 ? 8 : member
      try matrix.initialize(
        .all32, asRegion: .box([0..<count, column..<column + 1]), of: [count, 32],
        using: Self.origin.generator)
      return try [Int32](matrix).map { UInt32(bitPattern: $0) }
    }
    let found = try columns.outcomes(count: 1 << 12)
    try expectAlarm(found, of: "chi-square of neighbours")
    try expectAlarm(found, of: "bits of neighbours")
  }

  @Test("rows of which all have something in common")
  func commonPart() throws {
    let family = Family("rows", memberCount: 64) { member, count in
      (0..<count).map { place in
        let common = Int(Self.noise(place)) - 1 << 31
        let own = Int(Self.noise(place + (member + 1) << 24)) - 1 << 31
        // A correlation of 1.2 % between any two.
        return UInt32(truncatingIfNeeded: Int(0.9 * Double(own)) + common / 10 + 1 << 31)
      }
    }
    try expectAlarm(family.outcomes(count: 1 << 14), of: "correlation of all pairs")
  }

  @Test("a shard that repeats its neighbour")
  func repeatedShard() throws {
    let shards = Family("shards", memberCount: 16) { member, count in
      let part = try Tensor(zeros: [count / 16, 16], dtype: .int32)
      // Rank 5 takes itself for rank 4.
      let rank = member == 5 ? 4 : member
      let rows = count / 16
      try part.initialize(
        .all32, asRegion: .box([rank * rows..<(rank + 1) * rows, 0..<16]), of: [16 * rows, 16],
        using: Self.origin.generator)
      return try [Int32](part).map { UInt32(bitPattern: $0) }
    }
    try expectAlarm(shards.outcomes(count: 1 << 12), of: "equal words")
  }

  // MARK: Birthdays

  @Test("words of which one in a thousand came before")
  func repeatedWords() throws {
    let words = Source(words: .tensor, from: Self.origin)
    let repeated = words.changed { (elements: UnsafeMutableBufferPointer<Int32>, places) in
      for (index, place) in zip(elements.indices, places).dropFirst(64)
      where Self.noise(place) < 1 << 22 {
        elements[index] = elements[index - 64]
      }
    }
    try expectAlarm(BirthdayTest(repeated).outcomes(years: 64), of: "equal words")
    expectNone(try BirthdayTest(words).outcomes(years: 64))
  }

  @Test("words on a lattice, as those of a linear congruential generator are")
  func lattice() throws {
    let lattice = Source("lattice", .int32) { memory, places in
      let words = memory.assumingMemoryBound(to: UInt32.self)
      for (index, place) in places.enumerated() {
        // x -> 69069 x + 1 modulo 2^32, from each place's power of the multiplier on.
        var (factor, sum, power, step) = (UInt32(1), UInt32(0), UInt32(69069), UInt32(1))
        var rest = place
        while rest > 0 {
          if rest & 1 == 1 { (factor, sum) = (factor &* power, sum &* power &+ step) }
          (power, step) = (power &* power, step &* power &+ step)
          rest >>= 1
        }
        words[index] = factor &* 12345 &+ sum
      }
    }
    try expectAlarm(BirthdayTest(lattice).outcomes(years: 64), of: "birthday spacings")
  }

  // MARK: Haar measure

  @Test("columns whose signs are those that LAPACK leaves")
  func signs() throws {
    let haar = HaarTest(rows: 4, columns: 4, .float64, Self.origin)
    let signed = haar.changed { elements in
      // The reflector of a column x takes it to -sign(x1) |x|: the first element is never positive.
      guard elements[0] > 0 else { return }
      for row in 0..<4 { elements[row * 4] *= -1 }
    }
    let found = try signed.outcomes(count: 1 << 12, threads: 2)
    try expectAlarm(found, of: "first element")
    try expectAlarm(found.filter { $0.test == "trace" }, of: "trace")
    expectNone(try haar.outcomes(count: 1 << 12, threads: 2))
  }

  @Test("rotations alone")
  func rotations() throws {
    let rotations = HaarTest(rows: 3, columns: 3, .float64, Self.origin).changed { elements in
      let x = elements
      let determinant =
        x[0] * (x[4] * x[8] - x[5] * x[7]) - x[1] * (x[3] * x[8] - x[5] * x[6])
        + x[2] * (x[3] * x[7] - x[4] * x[6])
      if determinant < 0 { for index in elements.indices { elements[index] *= -1 } }
    }
    try expectAlarm(rotations.outcomes(count: 1 << 12, threads: 2), of: "determinant")
  }

  @Test("angles without the repulsion of eigenvalues")
  func independentAngles() throws {
    // Four rotations of planes by angles of their own, in a random order of axes.
    let blocks = HaarTest("planes", rows: 8, columns: 8) { index in
      var elements = [Double](repeating: 0, count: 64)
      for plane in 0..<4 {
        let angle = Double(Self.noise(index * 4 + plane)) * 0x1p-32 * 2 * .pi
        let place = 2 * plane
        elements[place * 8 + place] = cos(angle)
        elements[place * 8 + place + 1] = -sin(angle)
        elements[(place + 1) * 8 + place] = sin(angle)
        elements[(place + 1) * 8 + place + 1] = cos(angle)
      }
      return elements
    }
    let found = try blocks.outcomes(count: 1 << 14, threads: 2)
    try expectAlarm(found, of: "angles of eigenvalues")
    try expectAlarm(found, of: "variance of the trace of power 2")
  }

  @Test("a column that is not uniform on the sphere")
  func notUniform() throws {
    let test = HaarTest("a cube's points on the sphere", rows: 8, columns: 1) { index in
      let point = (0..<8).map { Double(Self.noise(index * 8 + $0)) * 0x1p-31 - 1 }
      let norm = point.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return point.map { $0 / norm }
    }
    try expectAlarm(test.outcomes(count: 1 << 14, threads: 2), of: "first element")
  }

  // MARK: All together

  @Test("p-values that are not uniform, though none is small")
  func notUniformTogether() {
    let outcomes = (0..<1000).map {
      Outcome("", "", "", samples: 1, pValue: 0.2 + 0.6 * Double($0) / 1000)
    }
    #expect(!Verdict(outcomes).isClean)
    let uniform = (0..<1000).map {
      Outcome("", "", "", samples: 1, pValue: (Double($0) + 0.5) / 1000)
    }
    #expect(Verdict(uniform).isClean)
    #expect(!Verdict(uniform + [Outcome("", "", "", samples: 1, pValue: 1e-9)]).isClean)
    #expect(!Verdict(uniform + [Outcome("", "", "", samples: 1, pValue: .nan)]).isClean)
    #expect(!Verdict(uniform + [Outcome("", "", "", samples: 1, pValue: 1)]).isClean)
  }
}
