/// The colours of charts, each for light and for dark, and the style sheets that give them to elements.
package enum Palette {
  private static let ink = (light: "#1f2328", dark: "#e6e8eb")
  private static let muted = (light: "#626a73", dark: "#98a1ab")
  private static let grid = (light: "#e3e6ea", dark: "#2f353c")
  private static let paper = (light: "#ffffff", dark: "#14171a")
  private static let series = [
    (light: "#2f6fb7", dark: "#6ba6ea"), (light: "#c9622a", dark: "#ec935c"),
    (light: "#3a8a5c", dark: "#6bc08b"), (light: "#7b5ab0", dark: "#b298e2"),
    (light: "#87909a", dark: "#959ea8"), (light: "#1f848d", dark: "#55b8c1"),
    (light: "#a98414", dark: "#d8b44a"), (light: "#b5446d", dark: "#e17b9f"),
  ]

  /// The colours that series have, after which they begin again.
  package static var count: Int { series.count }

  private static var all: [(name: String, color: (light: String, dark: String))] {
    [("ink", ink), ("muted", muted), ("grid", grid), ("paper", paper)]
      + series.enumerated().map { ("series\($0)", $1) }
  }

  /// The colours as variables that follow `color-scheme`, which a page can set.
  package static var variables: String {
    all.map { "--\($0): light-dark(\($1.light), \($1.dark));" }.joined(separator: " ")
  }

  /// What elements of charts look like, by those variables.
  package static let rules = """
    svg text { font: 11px system-ui, -apple-system, "Segoe UI", sans-serif; fill: var(--ink); }
    svg .tick, svg .label { fill: var(--muted); }
    svg .value { font-size: 9px; fill: var(--muted); }
    svg .heading { font-size: 17px; font-weight: 600; }
    svg .panel { font-weight: 600; }
    svg .middle { text-anchor: middle; } svg .end { text-anchor: end; }
    svg .grid { stroke: var(--grid); fill: none; } svg .axis { stroke: var(--muted); fill: none; }
    svg .line { stroke: var(--color); fill: none; stroke-width: 1.6; stroke-linejoin: round; }
    svg .dashed { stroke-dasharray: 4 3; }
    svg .dots { stroke: var(--color); fill: none; stroke-width: 2.6; stroke-linecap: round; }
    svg .area { fill: var(--color); opacity: 0.55; } svg .solid { fill: var(--color); }
    svg rect, svg circle { fill: var(--color); } svg .paper { fill: var(--paper); }
    svg .pixels { image-rendering: pixelated; }

    """ + (0..<count).map { ".series\($0) { --color: var(--series\($0)); }\n" }.joined()

  /// The style sheet of a picture that stands alone, which is light or dark as the reader's system.
  package static var standAlone: String {
    let light = all.map { "--\($0): \($1.light);" }.joined(separator: " ")
    let dark = all.map { "--\($0): \($1.dark);" }.joined(separator: " ")
    return "svg { \(light) }\n@media (prefers-color-scheme: dark) { svg { \(dark) } }\n\(rules)"
  }
}
