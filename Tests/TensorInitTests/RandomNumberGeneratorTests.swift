import TensorInit
import TestSupport
import Testing

@Suite("A generator serves Swift's own random calls")
struct RandomNumberGeneratorTests {
  /// Of ars and philox by `Tests/StreamReference`; of torch what `torch.empty(4, dtype=torch.int64).random_(-2**63, None)`
  /// gives after `torch.manual_seed(42)`.
  static let answers: [Generator.Algorithm: [UInt64]] = [
    .ars: [
      0x621c_0947_114c_fda2, 0x3eb3_b6c3_0369_754d, 0xd3ff_fbcc_0166_f315, 0x2d2e_748d_8cdf_34fb,
    ],
    .philox: [
      0xe5be_94a2_0f14_8fd1, 0xcd7a_0cf5_6d4a_6e29, 0xe1c8_f2af_96fc_4468, 0x03a5_4044_390e_9a39,
    ],
    .torch: [
      0x5fe1_dc66_cbea_3db3, 0xf362_035c_2ef5_950e, 0xbb63_f46a_c799_d447, 0x9941_aebc_98cb_2c14,
    ],
    .ktorch: [
      0x5fe1_dc66_cbea_3db3, 0xf362_035c_2ef5_950e, 0xbb63_f46a_c799_d447, 0x9941_aebc_98cb_2c14,
    ],
  ]

  @Test("with known numbers", arguments: Generator.Algorithm.allCases)
  func knownAnswers(algorithm: Generator.Algorithm) throws {
    let generator = Generator(algorithm: algorithm, seed: 42)
    let answers = try #require(Self.answers[algorithm])
    #expect(answers.map { _ in generator.next() } == answers)
  }

  @Test("with known numbers of a named stream")
  func namedStream() {
    let ars = Generator(seed: .max).stream(named: "order")
    #expect(ars.next() == 0xa5c7_33b4_8336_091a)
    #expect(ars.next() == 0x09f0_f2d6_0819_7fa9)
    let philox = Generator(algorithm: .philox, seed: .max).stream(named: "order")
    #expect(philox.next() == 0x9f22_5c4f_2dff_8801)
    #expect(philox.next() == 0x8f4a_c1d9_38db_2b12)
  }

  @Test("that are words of subsets 6 and 7 at the position of a tensor's first element")
  func words() throws {
    for generator in [Generator(seed: .max), Generator(seed: 7).stream(named: "order")] {
      // After tensors, with a name or without.
      _ = try Tensor(shape: [65], .normal(), using: generator)
      try (["a": Tensor(zeros: [3])] as TensorDictionary).initialize(.normal(), using: generator)
      for position: UInt64 in [128, 192, 256] {
        let halves = [6, 7].map { subset in
          let block = position / 4 | UInt64(subset) << 60
          return ReferenceARS.block(
            [block, generator.streamNumber].flatMap {
              [UInt32(truncatingIfNeeded: $0), UInt32($0 >> 32)]
            },
            key: [
              UInt32(truncatingIfNeeded: generator.seed), UInt32(generator.seed >> 32), 0, 0,
            ], rounds: 7)[0]
        }
        #expect(generator.next() == UInt64(halves[0]) << 32 | UInt64(halves[1]))
      }
    }
  }

  @Test(
    "and moves on as for a tensor of one element", arguments: [Generator.Algorithm.ars, .philox])
  func position(algorithm: Generator.Algorithm) throws {
    let (generator, other) = (
      Generator(algorithm: algorithm, seed: 3), Generator(algorithm: algorithm, seed: 3)
    )
    _ = generator.next()
    _ = try Tensor(shape: [1], .normal(), using: other)
    #expect(generator.state == other.state)
  }

  @Test("in ranges, orders and choices that repeat with the seed")
  func swiftCalls() {
    func draws(_ seed: UInt64) -> [Int] {
      var generator = Generator(seed: seed)
      var numbers = (0..<20).map { _ in Int.random(in: 0..<1000, using: &generator) }
      numbers.shuffle(using: &generator)
      numbers.append(Int(Double.random(in: 0..<1, using: &generator) * 1e6))
      numbers.append((0..<50).randomElement(using: &generator) ?? -1)
      return numbers
    }
    #expect(draws(1) == draws(1))
    #expect(draws(1) != draws(2))
    #expect(draws(1).dropLast(2).allSatisfy { (0..<1000).contains($0) })
  }

  @Test("from copies and states with the numbers that the generator itself gives next")
  func copies() throws {
    for algorithm in Generator.Algorithm.allCases {
      let generator = Generator(algorithm: algorithm, seed: 5)
      _ = generator.next()
      let copy = generator.copy()
      let restored = try Generator(state: generator.state)
      let next = (0..<3).map { _ in generator.next() }
      #expect((0..<3).map { _ in copy.next() } == next)
      #expect((0..<3).map { _ in restored.next() } == next)
    }
  }

  @Test("at the end of the stream with its first number again", arguments: [0, 64] as [UInt64])
  func end(left: UInt64) throws {
    let first = Generator(seed: 9)
    var state = first.state
    withUnsafeBytes(of: ((1 << 62 as UInt64) - left).littleEndian) {
      state.replaceSubrange(32..<40, with: $0)
    }
    let generator = try Generator(state: state)
    if left > 0 {
      #expect(generator.next() != first.copy().next())
      #expect(throws: TensorInitError.self) { try Tensor(shape: [1], .normal(), using: generator) }
    }
    #expect(generator.next() == first.next())
    #expect(generator.state == first.state)
  }

  @Test("in parallel with numbers that are each given once")
  func parallel() async {
    let generator = Generator(seed: 4)
    let numbers = await withTaskGroup(of: [UInt64].self) { group in
      for _ in 0..<4 {
        group.addTask { (0..<500).map { _ in generator.next() } }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    let other = Generator(seed: 4)
    #expect(Set(numbers) == Set((0..<2000).map { _ in other.next() }))
    #expect(generator.state == other.state)
  }

  @Test("while a call that draws with PyTorch's generator reports", .timeLimit(.minutes(1)))
  func whileReporting() throws {
    try withTemporaryFolder { folder in
      let generator = Generator.torch(seed: 2)
      let spec = TensorSpec(name: "a", shape: [1000])
      let writer = try CheckpointWriter(path: "\(folder)/a.safetensors", tensors: [spec])
      try writer.write(
        [TensorDeclaration(spec, .normal())], using: generator,
        progress: { _, _ in _ = generator.next() })
      _ = generator.next()
    }
  }
}
