import TensorInit
import Testing

/// The reference is ARS in the words of its definition, tested by what Random123's implementation gives.
@Suite("ARS gives the known answers")
struct ARSKnownAnswersTests {
  struct Vector: Sendable, CustomTestStringConvertible {
    let rounds: Int
    let counter: [UInt32]
    let key: [UInt32]
    let answer: [UInt32]
    var testDescription: String { "\(rounds) rounds of \(counter.map { String($0, radix: 16) })" }
  }

  static let zeros = [UInt32](repeating: 0, count: 4)
  static let ones = [UInt32](repeating: .max, count: 4)
  static let pi: [UInt32] = [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344]
  static let piContinued: [UInt32] = [0xa409_3822, 0x299f_31d0, 0x082e_fa98, 0xec4e_6c89]

  /// 10 rounds: from Random123's `kat_vectors`; 7 rounds: printed by its version 1.14.
  static let vectors = [
    Vector(
      rounds: 7, counter: zeros, key: zeros,
      answer: [0xdacf_61ff, 0xc457_98f3, 0x113c_7eeb, 0x101e_27f3]),
    Vector(
      rounds: 7, counter: ones, key: ones,
      answer: [0xfbaa_ff1f, 0xbb54_7ef9, 0x13d8_cd78, 0x7aaa_969b]),
    Vector(
      rounds: 7, counter: pi, key: piContinued,
      answer: [0xd1df_87af, 0xf67d_43ba, 0x4f66_afdb, 0x393d_cb2d]),
    Vector(
      rounds: 10, counter: zeros, key: zeros,
      answer: [0x8d73_ee19, 0x5064_01ef, 0x13c2_dbe4, 0x0cbe_9c0d]),
    Vector(
      rounds: 10, counter: pi, key: piContinued,
      answer: [0xa516_e7d6, 0x8357_ad74, 0x5b59_b3ec, 0x8763_fff3]),
  ]

  @Test("by its definition", arguments: vectors)
  func reference(vector: Vector) {
    #expect(
      ReferenceARS.block(vector.counter, key: vector.key, rounds: vector.rounds) == vector.answer)
  }

  @Test(
    "by the kernels, for any seed, stream, block and subset",
    arguments: [
      (seed: 0 as UInt64, stream: 0 as UInt64, group: 0 as UInt64, subset: 0),
      (0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210, 1 << 30, 1), (.max, .max, 1 << 54, 15),
    ])
  func kernels(seed: UInt64, stream: UInt64, group: UInt64, subset: Int) throws {
    let draws = CountedDraws(generator: .ars, seed: seed, stream: stream, first: group * 64)
    let words = try draws.words(count: 64, subset: subset)
    let expected = (0..<16).flatMap { block in
      let number = group * 16 + UInt64(block) | UInt64(subset) << 60
      return ReferenceARS.block(
        [number, stream].flatMap { [UInt32(truncatingIfNeeded: $0), UInt32($0 >> 32)] },
        key: [UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32), 0, 0], rounds: 7)
    }
    #expect(words == expected)
  }
}

/// Rounds of AES (FIPS 197), written as the standard has them, with ARS's keys.
enum ReferenceARS {
  static func block(_ counter: [UInt32], key: [UInt32], rounds: Int) -> [UInt32] {
    let halves = key.flatMap { bytes($0) }.withUnsafeBytes { Array($0.bindMemory(to: UInt64.self)) }
    func roundKey(_ round: UInt64) -> [UInt8] {
      bytes(halves[0] &+ round &* 0x9e37_79b9_7f4a_7c15)
        + bytes(halves[1] &+ round &* 0xbb67_ae85_84ca_a73b)
    }
    var state = zip(counter.flatMap { bytes($0) }, roundKey(0)).map { $0 ^ $1 }
    for round in 1...rounds {
      let substituted = state.map { substitutions[Int($0)] }
      // Row r of the 4x4 bytes, which are stored by columns, moves r places to the left.
      state = (0..<16).map { place in
        let (column, row) = (place / 4, place % 4)
        return substituted[(column + row) % 4 * 4 + row]
      }
      if round < rounds { state = mixed(state) }
      state = zip(state, roundKey(UInt64(round))).map { $0 ^ $1 }
    }
    return state.withUnsafeBytes { Array($0.bindMemory(to: UInt32.self)) }
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  private static func product(_ first: UInt8, _ second: UInt8) -> UInt8 {
    var (product, first, second): (UInt8, UInt8, UInt8) = (0, first, second)
    while second != 0 {
      if second & 1 == 1 { product ^= first }
      first = first << 1 ^ (first & 0x80 == 0 ? 0 : 0x1b)
      second >>= 1
    }
    return product
  }

  private static func mixed(_ state: [UInt8]) -> [UInt8] {
    (0..<16).map { place in
      let (column, row) = (place / 4 * 4, place % 4)
      let factors: [UInt8] = [2, 3, 1, 1]
      return factors.indices.reduce(0) { (sum: UInt8, step) in
        sum ^ product(state[column + (row + step) % 4], factors[step])
      }
    }
  }

  private static let substitutions: [UInt8] = (0...255).map { (byte: UInt8) in
    let inverse: UInt8 = (1...255).first { product($0, byte) == 1 } ?? 0
    return (1...4).reduce(inverse ^ 0x63) { (sum: UInt8, turn: UInt8) in
      sum ^ (inverse << turn | inverse >> (8 - turn))
    }
  }
}
