import TensorInitCharts

/// How an initializer is written and drawn in pictures: the same in all.
enum SchemeName {
  /// Those that have numbers nobody wants to read, or a name of their own.
  private static let names = [
    "kaiming_uniform(slope=2.23606797749979)": "PyTorch's Linear",
    "orthogonal(gain=1.4142135623730951)": "orthogonal(gain=√2)",
    "orthogonal(gain=GAIN)": "orthogonal(gain of the function)",
  ]

  /// Their colours' places in the palette.
  private static let colors = [
    "kaiming_normal": 0, "normal": 1, "xavier_normal": 2, "orthogonal": 3, "kaiming_uniform": 5,
    "lecun_normal": 4, "trunc_normal": 6,
  ]

  static func displayed(_ expression: String) -> String {
    names[expression] ?? expression.replacing("nonlinearity=", with: "")
  }

  static func legendEntry(_ expression: String) -> PlotGrid.Entry {
    PlotGrid.Entry(
      displayed(expression), color: color(expression), isDashed: isDashed(expression))
  }

  static func color(_ expression: String) -> Int {
    expression.contains("gain=") ? 7 : colors[String(expression.prefix { $0 != "(" })] ?? 4
  }

  /// Whether the line that it often lies on is seen through it.
  static func isDashed(_ expression: String) -> Bool {
    expression.hasPrefix("orthogonal") || expression.hasPrefix("kaiming_uniform")
  }
}
