import Testing

import TensorInit

/// The vectors that Random123 publishes for Philox4x32-10 (`kat_vectors`).
@Suite("Philox4x32-10 gives the published known answers")
struct PhiloxKnownAnswersTests {
  struct Vector: CustomTestStringConvertible {
    let counter: [UInt32]
    let key: [UInt32]
    let answer: [UInt32]
    var testDescription: String { "counter \(counter.map { String($0, radix: 16) })" }
  }

  static let vectors = [
    Vector(
      counter: [0, 0, 0, 0], key: [0, 0],
      answer: [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
    Vector(
      counter: [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff],
      key: [0xffff_ffff, 0xffff_ffff],
      answer: [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
    Vector(
      counter: [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
      key: [0xa409_3822, 0x299f_31d0],
      answer: [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]),
  ]

  @Test("for the counter of each vector", arguments: vectors)
  func knownAnswer(vector: Vector) throws {
    func joined(_ low: UInt32, _ high: UInt32) -> UInt64 { UInt64(high) << 32 | UInt64(low) }
    let block = joined(vector.counter[0], vector.counter[1])
    // The counter's upper 4 of 64 bits number the subset, the rest the block: 16 blocks hold the
    // words of 64 elements.
    let number = block & (1 << 60 - 1)
    let draws = CountedDraws(
      generator: .philox, seed: joined(vector.key[0], vector.key[1]),
      stream: joined(vector.counter[2], vector.counter[3]),
      first: number / 16 * 64)
    let words = try draws.words(count: 64, subset: Int(block >> 60))
    let lane = Int(number % 16)
    #expect((0..<4).map { words[16 * $0 + lane] } == vector.answer)
  }
}
