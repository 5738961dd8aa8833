import ArgumentParser
import Foundation

/// Draws what the examples print, and laws of initializers, as SVG.
@main
struct ExamplePictures: ParsableCommand {
  @Option(help: "What TrainingAnMLP prints.")
  var losses: String

  @Option(help: "What SignalPropagation prints.")
  var signals: String

  @Argument(help: "The folder for the pictures.")
  var folder: String

  func run() throws {
    let signals = try Table(contentsOf: signals)
    let pictures = try [
      "training-losses": LossPicture(Table(contentsOf: losses)).svg,
      "signals-forward": SignalPicture(signals, of: .activation).svg,
      "signals-backward": SignalPicture(signals, of: .gradient).svg,
      "initializer-laws": LawPicture().svg,
      "initializer-deviations": DeviationPicture().svg,
    ]
    for (name, svg) in pictures {
      try Data(svg.utf8).write(to: URL(filePath: folder).appending(path: name + ".svg"))
    }
  }
}
