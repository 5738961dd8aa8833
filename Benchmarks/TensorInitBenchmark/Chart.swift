import TensorInitCharts

/// A bar chart of a report as SVG: of each initializer, how many float32 elements a second we and the peers
/// make.
///
/// The scale is logarithmic, so that the bars of all can be seen.
package struct Chart {
  private let contents: ChartContents

  package init(_ report: Report) {
    contents = ChartContents(report)
  }

  package var svg: String {
    let groups = contents.groups.map { group in
      (
        name: group.name,
        bars: group.bars.map { BarChart.Bar(series: $0.party, value: $0.speed) }
      )
    }
    let scale = Scale.decades(around: groups.flatMap(\.bars).map(\.value))
    let heading = "Billion elements a second"
    return BarChart(
      title: "\(heading): \(contents.title)", heading: heading, subheading: contents.title,
      series: contents.parties, groups: groups,
      axis: Axis(
        scale, label: "billion elements a second, logarithmic scale", tickCount: 20),
      width: 800, barHeight: 10, groupGap: 10, format: \.short
    ).svg(style: Palette.standAlone)
  }
}
