/// Bars without axes, as small as a word.
package enum Sparkline {
  package static let width = 72.0
  package static let height = 18.0

  /// - Parameter heights: Not negative.
  package static func svg(_ heights: [Double]) -> String {
    let largest = max(heights.max() ?? 0, .leastNormalMagnitude)
    let step = width / Double(max(heights.count, 1))
    var path = "M0 \(SVG.text(height))"
    for (index, value) in heights.enumerated() {
      let top = value > 0 ? min(height - 1, height * (1 - value / largest)) : height
      path += "V\(SVG.text(top))H\(SVG.text(Double(index + 1) * step))"
    }
    path += "V\(SVG.text(height))Z"
    let (width, height) = (SVG.text(width), SVG.text(height))
    return
      "<svg class=\"sparkline\" viewBox=\"0 0 \(width) \(height)\" aria-hidden=\"true\">"
      + "<path class=\"area series0\" d=\"\(path)\"/></svg>"
  }
}
