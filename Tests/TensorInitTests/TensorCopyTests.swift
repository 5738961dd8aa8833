import TensorInit
import Testing

/// Conversions between dtypes; the numbers are those of PyTorch 2.13's `copy_`.
@Suite("Elements are copied")
struct TensorCopyTests {
  private func converted(_ source: Tensor, to dtype: DType) throws -> [Double] {
    let target = try Tensor(zeros: source.shape, dtype: dtype)
    try target.copyElements(from: source)
    return target.doubles()
  }

  @Test("to 16-bit dtypes by way of float32")
  func halves() throws {
    let source = try Tensor([1.5, -2.7, 1e10, 65519.99, 65520, 1e-8, 1.000_488_281_251])
    #expect(
      try converted(source, to: .float16) == [
        1.5, -2.69921875, .infinity, 65504, .infinity, 0, 1,
      ])
    #expect(
      try converted(source, to: .bfloat16) == [
        1.5, -2.703125, 9_999_220_736, 65536, 65536, 1.0011717677116394e-08, 1,
      ])
    // Just above the middle of two neighbours, which float32 doesn't tell from it.
    #expect(try converted(Tensor([1.003_906_251]), to: .bfloat16) == [1])
  }

  static let integers: [Int64] = [0, 1, -1, 255, 256, 300, -129, 1 << 24 | 1, 1 << 53 | 1, .min]

  @Test(
    "from integers to narrower ones by their low bits",
    arguments: [
      (DType.int8, [0.0, 1, -1, -1, 0, 44, 127, 1, 1, 0]),
      (.uint8, [0, 1, 255, 255, 0, 44, 127, 1, 1, 0]),
      (.int16, [0, 1, -1, 255, 256, 300, -129, 1, 1, 0]),
      (.bool, [0, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
    ])
  func narrower(dtype: DType, expected: [Double]) throws {
    #expect(try converted(Tensor(Self.integers), to: dtype) == expected)
  }

  @Test("from integers to the nearest number")
  func nearest() throws {
    let source = try Tensor([1 << 24 | 1, 1 << 53 | 1, 2049, 65520] as [Int64])
    #expect(try converted(source, to: .float32) == [16_777_216, 0x1p53, 2049, 65520])
    #expect(try converted(source, to: .float64) == [16_777_217, 0x1p53, 2049, 65520])
    #expect(try converted(source, to: .float16) == [.infinity, .infinity, 2048, .infinity])
  }

  @Test("to integers without the fraction")
  func fractions() throws {
    let source = try Tensor(
      [0.0, -0.0, 1.5, -2.7, 127.9, 0.1, -1.99, .nan, 1e30, -.infinity] as [Float])
    #expect(try converted(source, to: .int8) == [0, 0, 1, -2, 127, 0, -1, 0, 127, -128])
    #expect(
      try converted(source, to: .int64) == [
        0, 0, 1, -2, 127, 0, -1, 0, Double(Int64.max), Double(Int64.min),
      ])
    #expect(try converted(source, to: .bool) == [0, 0, 1, 1, 1, 1, 1, 1, 1, 1])
  }

  @Test("between any two dtypes", arguments: DType.allCases, DType.allCases)
  func everyPair(from: DType, to: DType) throws {
    let source = try Tensor(zeros: [2, 3], dtype: from)
    try source.initialize(.bernoulli(), using: Generator(seed: 5))
    #expect(try converted(source, to: to) == source.doubles())
  }

  @Test("and not between shapes")
  func shapes() throws {
    #expect {
      try Tensor(zeros: [2, 3]).copyElements(from: Tensor(zeros: [3, 2]))
    } throws: {
      "\($0)" == "copyElements: the tensor's shape is [3, 2]; expected [2, 3]"
    }
  }
}
