import TensorInit
import Testing

@Suite("PyTorch's bits are asked for wherever they can be had")
struct GoldenTierTests {
  @Test("of float64 through the C library only where it is PyTorch's")
  func tiers() {
    for operation in TorchGoldenTests.operations {
      for dtype in DType.allCases {
        let isOfLibrary = dtype == .float64 && GoldenTier.transcendental.contains(operation)
        let elsewhere = GoldenTier.of(dtype, operation, isPyTorchsLibrary: false)
        #expect(elsewhere == (isOfLibrary ? .within(ulps: 8) : .exact))
        #expect(GoldenTier.of(dtype, operation, isPyTorchsLibrary: true) == .exact)
      }
    }
    #expect(GoldenTier.transcendental.isSubset(of: TorchGoldenTests.operations))
  }

  @Test("and else within 8 units in the last place, across 0 too")
  func distance() {
    let tier = GoldenTier.within(ulps: 8)
    let one = 1.0.bitPattern
    #expect(tier.admits(one + 8, for: one) && tier.admits(one - 8, for: one))
    #expect(!tier.admits(one + 9, for: one) && !tier.admits(one - 9, for: one))
    #expect(!tier.admits((-1.0).bitPattern, for: one))
    #expect(tier.admits((-0.0).bitPattern, for: 0))
    #expect(
      tier.admits((-Double.leastNonzeroMagnitude).bitPattern, for: 7)
        && !tier.admits((-Double.leastNonzeroMagnitude).bitPattern, for: 8))
    #expect(GoldenTier.exact.admits(one, for: one) && !GoldenTier.exact.admits(one + 1, for: one))
  }
}
