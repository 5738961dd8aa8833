import Foundation

/// The elements of a picture, as they are drawn one over the other.
///
/// Colours, fonts and widths of lines are the style sheet's, which finds elements by class: one picture serves light
/// and dark.
package struct SVG {
  private var lines: [String] = []

  /// A place in the picture, from its upper left corner.
  package struct Point: Sendable {
    package let x: Double
    package let y: Double

    package init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  package enum Anchor: String { case start, middle, end }

  package init() {}

  package mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double, class name: String, title: String? = nil
  ) {
    let place = "x=\"\(Self.text(x))\" y=\"\(Self.text(y))\""
    let size = "width=\"\(Self.text(width))\" height=\"\(Self.text(height))\""
    let end = title.map { "><title>\(Markup.escaped($0))</title></rect>" } ?? "/>"
    lines.append("<rect class=\"\(name)\" \(place) \(size)\(end)")
  }

  package mutating func text(
    _ text: String, x: Double, y: Double, anchor: Anchor = .start, class name: String? = nil
  ) {
    let classes = [name, anchor == .start ? nil : anchor.rawValue].compactMap(\.self)
    let attribute = classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\""
    lines.append(
      "<text\(attribute) x=\"\(Self.text(x))\" y=\"\(Self.text(y))\">"
        + "\(Markup.escaped(text))</text>")
  }

  /// A text that is read from below, around its middle.
  package mutating func text(_ text: String, rotatedAt middle: Point, class name: String) {
    let place = "\(Self.text(middle.x)) \(Self.text(middle.y))"
    lines.append(
      "<text class=\"\(name) middle\" transform=\"translate(\(place)) rotate(-90)\">"
        + "\(Markup.escaped(text))</text>")
  }

  /// Lines from place to place; a place that isn't finite makes a gap.
  package mutating func line(_ points: some Sequence<Point>, class name: String) {
    var path = ""
    var isDrawing = false
    for point in points {
      guard point.x.isFinite, point.y.isFinite else {
        isDrawing = false
        continue
      }
      path += "\(isDrawing ? "L" : "M")\(Self.text(point.x)) \(Self.text(point.y))"
      isDrawing = true
    }
    self.path(path, class: name)
  }

  package mutating func path(_ path: String, class name: String) {
    if !path.isEmpty { lines.append("<path class=\"\(name)\" d=\"\(path)\"/>") }
  }

  package mutating func circle(_ center: Point, radius: Double, class name: String, title: String) {
    guard center.x.isFinite, center.y.isFinite else { return }
    lines.append(
      "<circle class=\"\(name)\" cx=\"\(Self.text(center.x))\" cy=\"\(Self.text(center.y))\" "
        + "r=\"\(Self.text(radius))\"><title>\(Markup.escaped(title))</title></circle>")
  }

  /// What `draw` draws, with its corner at a place.
  package mutating func group(at place: Point, _ draw: (inout SVG) -> Void) {
    lines.append("<g transform=\"translate(\(Self.text(place.x)) \(Self.text(place.y)))\">")
    draw(&self)
    lines.append("</g>")
  }

  /// A picture of few pixels, whose edges stay sharp.
  package mutating func image(
    png: [UInt8], x: Double, y: Double, width: Double, height: Double
  ) {
    let data = Data(png).base64EncodedString()
    lines.append(
      "<image x=\"\(Self.text(x))\" y=\"\(Self.text(y))\" width=\"\(Self.text(width))\" "
        + "height=\"\(Self.text(height))\" preserveAspectRatio=\"none\" class=\"pixels\" "
        + "href=\"data:image/png;base64,\(data)\"/>")
  }

  /// The document.
  ///
  /// - Parameters:
  ///   - title: What the picture shows, for those who can't see it.
  ///   - style: The style sheet of a picture that stands alone; a page has its own.
  package func document(
    title: String, width: Double, height: Double, style: String? = nil
  ) -> String {
    let (width, height) = (Self.text(width), Self.text(height))
    let root =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" "
      + "width=\"\(width)\" height=\"\(height)\" role=\"img\">"
    let head = [root, "<title>\(Markup.escaped(title))</title>"]
    let sheet = style.map { ["<style>\n\($0)</style>"] } ?? []
    return (head + sheet + lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  /// A place, to a tenth.
  static func text(_ coordinate: Double) -> String {
    let tenths = (min(max(coordinate, -1e6), 1e6) * 10).rounded()
    let (whole, rest) = Int(tenths).magnitude.quotientAndRemainder(dividingBy: 10)
    return "\(tenths < 0 ? "-" : "")\(whole)\(rest == 0 ? "" : ".\(rest)")"
  }
}
