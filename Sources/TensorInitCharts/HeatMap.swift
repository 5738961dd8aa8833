/// The numbers of a matrix as a picture, a pixel each.
///
/// What is near zero is transparent, so that one picture serves light paper and dark: positive numbers become orange,
/// negative ones blue, the larger the denser. Numbers of one sign go from the smallest, transparent, to the largest.
/// What is no number, or infinite, is magenta.
package struct HeatMap {
  /// The number that is transparent.
  package let origin: Double
  /// How far from it a number has all its colour.
  package let reach: Double
  /// Whether numbers lie on both sides of the transparent one.
  package let hasBothSigns: Bool
  package let png: [UInt8]

  /// - Parameters:
  ///   - values: Row after row, `width` in each.
  package init(_ values: [Double], width: Int) {
    let finite = values.filter(\.isFinite).sorted()
    // Few numbers far away would make all others pale.
    let low = finite.isEmpty ? 0 : finite[finite.count / 200]
    let high = finite.isEmpty ? 0 : finite[finite.count - 1 - finite.count / 200]
    hasBothSigns = low < 0 && high > 0
    if hasBothSigns || (low == 0 && high == 0) {
      origin = 0
      reach = max(-low, high, .leastNormalMagnitude)
    } else {
      origin = low
      reach = max(high - low, .leastNormalMagnitude)
    }
    let (origin, reach) = (origin, reach)
    let pixels = values.map { value -> UInt8 in
      guard value.isFinite else { return UInt8(2 * Self.steps + 1) }
      let share = min(max((value / 2 - origin / 2) / (reach / 2), -1), 1)
      return UInt8(Self.steps + Int((share * Double(Self.steps)).rounded()))
    }
    png = PNG.encoded(pixels: pixels, width: width, palette: Self.palette)
  }

  /// Shades of one sign; all pixels then have short codes.
  private static let steps = 63

  private static let palette =
    (-steps...steps).map { step -> PNG.Color in
      let alpha = UInt8(255 * step.magnitude / steps.magnitude)
      return step < 0
        ? PNG.Color(red: 0x2a, green: 0x6a, blue: 0xc4, alpha: alpha)
        : PNG.Color(red: 0xdd, green: 0x68, blue: 0x1f, alpha: alpha)
    } + [PNG.Color(red: 0xe0, green: 0x00, blue: 0xc0)]
}
