import TensorInit
import TestSupport
import Testing

@Suite("Values that follow from an element's place are those of their formula")
struct StructuredValuesTests {
  private func filled(
    _ initializer: Initializer, _ shape: Shape, dtype: DType = .float64
  ) throws -> [Double] {
    // Old contents must not show through.
    let tensor = try Tensor(zeros: shape, dtype: dtype)
    try tensor.initialize(.ones)
    try tensor.initialize(initializer)
    return tensor.doubles()
  }

  private func expect(
    _ values: [Double], areWithin ulps: UInt64, of exact: [Double],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(values.count == exact.count, sourceLocation: sourceLocation)
    for (value, expected) in zip(values, exact) {
      #expect(ulpDistance(value, expected) <= ulps, sourceLocation: sourceLocation)
    }
  }

  @Test("eye and dirac have their gain where they have ones, in every dtype that holds it")
  func gains() throws {
    for dtype in DType.allCases where dtype != .bool {
      let identity = try filled(.eye, [3, 5], dtype: dtype)
      #expect(try filled(.eye(gain: 3), [3, 5], dtype: dtype) == identity.map { 3 * $0 })
      let delta = try filled(.dirac(groups: 2), [4, 3, 2], dtype: dtype)
      #expect(
        try filled(.dirac(groups: 2, gain: 7), [4, 3, 2], dtype: dtype) == delta.map { 7 * $0 })
    }
    let large = try Tensor(zeros: [1, 1], dtype: .int64)
    try large.initialize(Initializer("eye(9007199254740993)"))
    #expect(try [Int64](large) == [9_007_199_254_740_993])
  }

  @Test("arange is start + step j along its axis, in every dtype", arguments: DType.allCases)
  func arange(dtype: DType) throws {
    let (start, step) = dtype == .bool ? (1.0, -1.0) : (3, 2)
    let shape = dtype == .bool ? [2, 2, 2] : [3, 4, 5]
    for axis in -3..<3 {
      let values = try filled(
        .arange(start: start, step: step, axis: axis), Shape(shape), dtype: dtype)
      let dimension = axis < 0 ? axis + 3 : axis
      let width = shape[(dimension + 1)...].reduce(1, *)
      for (place, value) in values.enumerated() {
        #expect(value == start + step * Double(place / width % shape[dimension]))
      }
    }
  }

  @Test("arange of long axes and wide steps is that too", arguments: [DType.int32, .float32])
  func longArange(dtype: DType) throws {
    for shape: Shape in [[1000, 700], [3, 100_000], [7, 1, 300_001], [100_000, 3], [600, 37]] {
      for axis in 0..<shape.count {
        let values = try filled(.arange(start: -5, step: 3, axis: axis), shape, dtype: dtype)
        let width = shape[(axis + 1)...].reduce(1, *)
        #expect(
          values.indices.allSatisfy {
            values[$0] == Double(3 * (($0 / width) % shape[axis]) - 5)
          })
      }
    }
  }

  @Test("arange of integers is exact also where no Double is")
  func exactIntegers() throws {
    let tensor = try Tensor(zeros: [3], dtype: .int64)
    try tensor.initialize(Initializer("arange(9007199254740993, 2)"))
    #expect(
      try [Int64](tensor)
        == [9_007_199_254_740_993, 9_007_199_254_740_995, 9_007_199_254_740_997])
    try tensor.initialize(Initializer("arange(-9223372036854775808, 9223372036854775807)"))
    #expect(try [Int64](tensor) == [.min, -1, .max - 1])
  }

  @Test("arange of fractions is rounded once, from binary64")
  func fractions() throws {
    let values = try filled(.arange(start: 0.1, step: 0.37), [300])
    for (index, value) in values.enumerated() {
      #expect(value == (0.1).addingProduct(0.37, Double(index)))
    }
    for dtype in [DType.float32, .float16, .bfloat16] {
      #expect(
        try filled(.arange(start: 0.1, step: 0.37), [300], dtype: dtype)
          == values.map { dtype.rounded($0) })
      // Halfway between two float16 and bfloat16 numbers but for a bit that a Float doesn't have.
      let start = 1 + (dtype == .bfloat16 ? 0x1p-8 : 0x1p-11) + 0x1p-40
      #expect(
        try filled(.arange(start: start), [1], dtype: dtype)[0] == dtype.rounded(start))
    }
  }

  @Test("log_arange is log 1, log 2, ... in every row")
  func logArange() throws {
    let logarithms = [
      0, 0.6931471805599453, 1.0986122886681098, 1.3862943611198906, 1.6094379124341003,
      1.791759469228055, 1.9459101490553132, 2.0794415416798357,
    ]
    let values = try filled(.logArange(), [3, 8])
    expect(values, areWithin: 1, of: logarithms + logarithms + logarithms)
    #expect(values[0] == 0)
    expect(
      try filled(.logArange(start: 0.5, step: 0.25, axis: 0), [6, 1]), areWithin: 1,
      of: [
        -0.6931471805599453, -0.2876820724517809, 0, 0.22314355131420976, 0.4054651081081644,
        0.5596157879354227,
      ])
  }

  @Test(
    "rotary inverse frequencies are base^(-j / n)",
    arguments: [
      (
        10_000.0,
        [
          1.0, 0.15848931924611134, 0.0251188643150958, 0.0039810717055349725,
          0.0006309573444801932,
        ]
      ),
      (
        500_000,
        [
          1, 0.07247796636776956, 0.005253055608807534, 0.00038073078774317567,
          2.7594593229224296e-05,
        ]
      ),
      (0.3, [1, 1.2722596365393921, 1.6186445827673461, 2.0593361685580396, 2.620010285322076]),
      (1, [1, 1, 1, 1, 1]),
    ] as [(Double, [Double])])
  func rotary(base: Double, exact: [Double]) throws {
    expect(try filled(.ropeInverseFrequencies(base: base), [5]), areWithin: 0, of: exact)
  }

  /// Sine and cosine of three frequencies, to the last place, by arithmetic of 300 bits.
  private static let sinusoids: [(position: Int, values: [(Double, Double)])] = [
    (0, [(0, 1), (0, 1), (0, 1)]),
    (
      1,
      [
        (0.8414709848078965, 0.5403023058681398), (0.04639922346473127, 0.9989229760406304),
        (0.002154433023365604, 0.9999976792064809),
      ]
    ),
    (
      7,
      [
        (0.6569865987187891, 0.7539022543433046), (0.3192246506063149, 0.9476790714399449),
        (0.015080471170057416, 0.9998862832288925),
      ]
    ),
    (
      1_000_000,
      [
        (-0.34999350217129294, 0.9367521275331447), (0.9099322406800514, -0.41475693770084304),
        (-0.6425873666331163, 0.7662124224022454),
      ]
    ),
    (
      123_456_789_012,
      [
        (-0.08152420165661159, -0.9966713623578497), (-0.45596633418526894, 0.8899970236408926),
        (0.8245568952342098, -0.5657790439047035),
      ]
    ),
  ]

  @Test("sinusoidal is sines and cosines to two units in the last place, however far out")
  func sinusoidal() throws {
    for (position, pairs) in Self.sinusoids {
      for (layout, exact) in [
        (SinusoidalLayout.interleaved, pairs.flatMap { [$0.0, $0.1] }),
        (.sinesThenCosines, pairs.map(\.0) + pairs.map(\.1)),
      ] {
        let row = try Tensor(zeros: [6], dtype: .float64)
        try row.initialize(
          .sinusoidal(layout: layout), asElements: position * 6..<position * 6 + 6,
          of: [1 << 40, 6])
        expect(row.doubles(), areWithin: 2, of: exact)
      }
    }
  }

  @Test("Whisper's sinusoids end with the frequency 1 / base")
  func whisper() throws {
    let values = try filled(
      .sinusoidal(layout: .sinesThenCosines, endpoint: true), [8, 6], dtype: .float64)
    expect(
      Array(values[42..<48]), areWithin: 2,
      of: [
        0.6569865987187891, 0.06994284733753277, 0.0006999999428333347, 0.7539022543433046,
        0.9975510002532796, 0.99999975500001,
      ])
  }

  @Test("rows of more channels than are made at once are whole, in every floating-point dtype")
  func wideSinusoids() throws {
    let channels = 1404
    for dtype in [DType.float32, .float16, .bfloat16] {
      for layout in SinusoidalLayout.allCases {
        let initializer = Initializer.sinusoidal(base: 77, layout: layout)
        let exact = try filled(initializer, [5, channels]).map { dtype.rounded($0) }
        #expect(try filled(initializer, [5, channels], dtype: dtype) == exact)
        // A part that is smaller than a row is made without a table.
        let part = try Tensor(zeros: [650], dtype: dtype)
        try part.initialize(initializer, asElements: 3001..<3651, of: [5, channels])
        #expect(part.doubles() == Array(exact[3001..<3651]))
      }
    }
  }

  @Test("bilinear kernels are products of triangles, alike for all pairs of channels")
  func bilinear() throws {
    let four = [0.25, 0.75, 0.75, 0.25]
    let three = [0.25, 0.75, 0.75]
    let plane = four.flatMap { row in three.map { row * $0 } }
    #expect(
      try filled(.bilinear, [2, 3, 4, 3]) == Array(repeating: plane, count: 6).flatMap(\.self))
    #expect(
      try filled(.bilinear, [2, 1, 2, 4, 3])
        == (0..<2).flatMap { _ in plane + plane.map { _ in 0 } })
    #expect(try filled(.bilinear, [1, 1, 1]) == [1])
    let five = try filled(.bilinear, [1, 1, 5], dtype: .float64)
    expect(five, areWithin: 0, of: [1.0 / 3, 2.0 / 3, 1, 2.0 / 3, 1.0 / 3])
  }

  @Test(
    "prior_bias is -log((1 - p) / p), also near p = 1/2 and for tiny p",
    arguments: [
      (0.01, -4.59511985013459), (0.3, -0.8472978603872037), (0.5, 0),
      (0.5 - 0x1p-52, -8.881784197001252e-16), (0x1p-1030, -713.9415959767437),
      (0.999999, 13.815509557935018),
    ] as [(Double, Double)])
  func priorBias(p: Double, exact: Double) throws {
    expect(try filled(.priorBias(p: p), [2]), areWithin: 1, of: [exact, exact])
    #expect(try filled(.priorBias(p: p), [1], dtype: .float32)[0] == Double(Float(exact)))
  }
}
