import TensorInitCharts
import Synchronization
package import TensorInit
package import TensorInitInspection

/// What was found in a checkpoint, as one page of HTML that loads nothing.
///
/// The same checkpoint gives the same page, byte by byte, on any machine whose LAPACK gives the same singular values.
package struct InspectionReport {
  private let inspection: CheckpointInspection
  private let reader: CheckpointReader
  private let overview: Overview

  /// - Parameter reader: Of the files that were inspected, of whose tensors parts are read again.
  package init(_ inspection: CheckpointInspection, reader: CheckpointReader) {
    self.inspection = inspection
    self.reader = reader
    overview = Overview(inspection)
  }

  /// The page.
  ///
  /// - Parameters:
  ///   - version: Of the program that makes it.
  ///   - threads: The most threads to use, 1 or more; `nil` for one a core.
  /// - Throws: What reading the files, or computing singular values, throws.
  package func html(version: String, threads: Int? = nil) throws(TensorInitError) -> String {
    let cards = try cards(threads: Threads.count(threads))
    let contents = PageContents(
      style: StyleSheet.text, script: Script.text, scriptDigest: Script.digest,
      name: fileName, path: inspection.path.displayed, totals: totals, warnings: warnings,
      figures: overview.figures, kinds: kinds, tensors: cards,
      tensorCount: Names.counted(cards.count, "tensor"),
      note: note,
      files: files,
      metadata: inspection.metadata.isEmpty
        ? nil
        : PageContents.Metadata(
          entries: inspection.metadata.map {
            NamedText(name: $0.key.displayed, value: $0.value.displayed)
          }),
      digest: inspection.digest, version: version)
    return try Template.page(contents)
  }

  private var fileName: String {
    let last = inspection.path.split(separator: "/").last.map(String.init) ?? inspection.path
    return last.displayed
  }

  // MARK: Of all

  private var totals: [PageContents.Total] {
    let sums = inspection.totals
    let zeros = Double(sums.zeroCount) / Double(max(sums.elementCount, 1)) * 100
    var counts: [String: Double] = [:]
    for tensor in inspection.tensors {
      counts[Self.dtype(of: tensor), default: 0] += Double(tensor.elementCount)
    }
    let dtypes = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key.displayed)
    var totals = [
      PageContents.Total(
        name: "Elements", value: NumberText.compact(Double(sums.elementCount)),
        exact: Quantities.grouped(sums.elementCount)),
      PageContents.Total(
        name: "Tensors", value: Quantities.grouped(sums.tensorCount),
        exact: Names.counted(overview.kinds.count, "kind")),
      PageContents.Total(
        name: "Size", value: Quantities.bytes(sums.byteCount),
        exact: "\(Quantities.grouped(sums.byteCount)) bytes"),
      PageContents.Total(
        name: "DType",
        value: (dtypes.first ?? "–") + (dtypes.count > 1 ? " + \(dtypes.count - 1)" : ""),
        exact: dtypes.joined(separator: ", ")),
    ]
    if overview.layers.count > 1 {
      totals.append(
        PageContents.Total(
          name: "Layers", value: Quantities.grouped(overview.layers.count),
          exact: "by the tensors' names"))
    }
    totals.append(
      PageContents.Total(
        name: "Zeros", value: "\(NumberText.significant(zeros, digits: 2))%",
        exact: Quantities.grouped(sums.zeroCount)))
    return totals
  }

  private var files: [NamedText] {
    let most = 40
    let paths = inspection.files
    var bytes: [String: Int] = [:]
    for tensor in inspection.tensors {
      let (sum, overflow) = bytes[tensor.tensor.path, default: 0]
        .addingReportingOverflow(tensor.tensor.byteCount)
      bytes[tensor.tensor.path] = overflow ? .max : sum
    }
    let lines = paths.prefix(most).map {
      NamedText(name: $0.displayed, value: Quantities.bytes(bytes[$0] ?? 0))
    }
    return paths.count > most
      ? lines + [NamedText(name: "and \(paths.count - most) more", value: "")] : lines
  }

  private static let mostLinks = 12

  private var warnings: PageContents.Warnings? {
    let lines = inspection.warnings.map { warning in
      WarningLine(
        text: warning.text.displayed, tensors: links(warning.tensors),
        more: Self.more(warning.tensors.count))
    }
    return lines.isEmpty ? nil : PageContents.Warnings(lines: lines)
  }

  private func links(_ tensors: some Collection<Int>) -> [Link] {
    tensors.prefix(Self.mostLinks).map {
      Link(index: $0, name: inspection.tensors[$0].name.displayed)
    }
  }

  private static func more(_ count: Int) -> String? {
    count > mostLinks ? "and \(count - mostLinks) more" : nil
  }

  private var kinds: [KindLine] {
    overview.kinds.map { kind in
      let tensors = kind.tensors.map { inspection.tensors[$0] }
      let deviations = tensors.compactMap { $0.statistics?.deviation }
      var range = "–"
      if let low = deviations.min(), let high = deviations.max() {
        let (first, last) = (NumberText.significant(low), NumberText.significant(high))
        range = first == last ? first : "\(first) – \(last)"
      }
      return KindLine(
        name: kind.name.displayed, tensors: Quantities.grouped(tensors.count),
        shape: Self.summary(of: tensors.map { Self.shape(of: $0) }),
        look: Self.summary(ofLooks: tensors.map { Self.look(of: $0) }), deviation: range,
        elements: Quantities.grouped(kind.elementCount))
    }
  }

  /// What most texts are, and how many of them.
  private static func summary(of texts: [String]) -> String {
    var counts: [String: Int] = [:]
    for text in texts { counts[text, default: 0] += 1 }
    guard
      let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })
    else { return "" }
    if counts.count == 1 { return most.key }
    return 2 * most.value > texts.count
      ? "\(most.key) · \(most.value) of \(texts.count)" : "\(counts.count) different"
  }

  /// The same of looks, of which laws that differ in their parameters are one.
  private static func summary(ofLooks looks: [String]) -> String {
    let known = looks.filter { $0 != unknownLook }
    let names = Set(known.map { $0.prefix { $0 != "(" } })
    guard let name = names.first, names.count == 1 else { return summary(of: looks) }
    let text = Set(known).count == 1 ? known[0] : "\(name)(…)"
    return known.count == looks.count ? text : "\(text) · \(known.count) of \(looks.count)"
  }

  // MARK: Of each tensor

  /// Of more tensors, those with warnings and those with the most elements have cards, or pictures.
  private static let (mostListed, mostDrawn) = (4000, 1000)

  private var note: String? {
    let count = inspection.tensors.count
    guard count > Self.mostDrawn else { return nil }
    let drawn = "Pictures are of \(Quantities.grouped(Self.mostDrawn)) tensors"
    let listed =
      count > Self.mostListed
      ? ", and \(Quantities.grouped(Self.mostListed)) of \(Quantities.grouped(count)) are listed"
      : ""
    return "\(drawn)\(listed): those with warnings and those with the most elements."
  }

  /// The rows and columns of heat maps, of which many are to be small together.
  private var edge: Int {
    let matrices = min(inspection.tensors.count { $0.tensor.shape.count > 1 }, Self.mostDrawn)
    return [96, 80, 64, 48].first { $0 * $0 * matrices <= 480_000 } ?? 32
  }

  private struct Drawings: Sendable {
    let figures: [Figure]
    let sparkline: String
  }

  private func cards(threads: Int) throws(TensorInitError) -> [TensorCard] {
    let tensors = inspection.tensors
    var warned: [Int: [String]] = [:]
    for warning in inspection.warnings {
      for tensor in warning.tensors { warned[tensor, default: []].append(warning.text.displayed) }
    }
    let ranks = tensors.indices.map { (warned[$0] == nil ? 0 : 1, tensors[$0].elementCount, -$0) }
    let foremost = tensors.indices.sorted { ranks[$0] > ranks[$1] }
    let drawings = Mutex([Drawings?](repeating: nil, count: tensors.count))
    let (edge, drawn) = (edge, Array(foremost.prefix(Self.mostDrawn)))
    try Threads.takeTurns(drawn.count, over: threads, with: { _ in }) {
      turn, _ throws(TensorInitError) in
      let index = drawn[turn]
      let drawing = try self.drawings(of: tensors[index], edge: edge)
      drawings.withLock { $0[index] = drawing }
    }
    var equals: [Int: EqualTensors] = [:]
    for group in inspection.equalTensors {
      for tensor in group.tensors { equals[tensor] = group }
    }
    let all = drawings.withLock(\.self)
    return foremost.prefix(Self.mostListed).sorted().map { index in
      card(index, all[index], warnings: warned[index] ?? [], equal: equals[index])
    }
  }

  private func drawings(
    of tensor: TensorInspection, edge: Int
  ) throws(TensorInitError) -> Drawings {
    guard let histogram = try HistogramFigure(tensor, from: reader) else {
      return Drawings(figures: [], sparkline: "")
    }
    let matrix = TensorMatrix(tensor, from: reader)
    return Drawings(
      figures: [histogram.figure] + (try matrix.figures(edge: edge, threads: 1)),
      sparkline: histogram.sparkline)
  }

  private func card(
    _ index: Int, _ drawings: Drawings?, warnings: [String], equal: EqualTensors?
  ) -> TensorCard {
    let tensor = inspection.tensors[index]
    let statistics = tensor.statistics
    let deviation = statistics?.deviation
    let largest = [statistics?.smallest, statistics?.largest].compactMap { $0?.magnitude }.max()
    return TensorCard(
      index: index, name: tensor.name.displayed, shape: Self.shape(of: tensor),
      dtype: Self.dtype(of: tensor).displayed, look: Self.look(of: tensor),
      mean: Self.text(statistics?.mean), deviation: Self.text(deviation),
      elements: Quantities.grouped(tensor.elementCount), sparkline: drawings?.sparkline ?? "",
      sortKeys: TensorCard.SortKeys(
        elements: tensor.elementCount, deviation: deviation.map { "\($0)" } ?? "",
        largest: largest.map { "\($0)" } ?? ""),
      isWarned: !warnings.isEmpty, warnings: warnings,
      statistics: facts(of: tensor), appearances: Self.appearances(of: tensor),
      schemes: tensor.schemes.isEmpty
        ? nil
        : TensorCard.Schemes(
          lines: tensor.schemes.prefix(6).map { scheme in
            TensorCard.SchemeLine(
              name: scheme.name, expression: scheme.expression,
              deviation: NumberText.significant(scheme.deviation),
              ratio: "\(NumberText.significant(scheme.ratio * 100, digits: 4))%")
          }),
      equal: equal.map { equal in
        TensorCard.Equal(
          tensors: links(equal.tensors.lazy.filter { $0 != index }),
          more: Self.more(equal.tensors.count - 1))
      },
      figures: drawings?.figures ?? [], silence: Self.silence(tensor))
  }

  private static func silence(_ tensor: TensorInspection) -> String? {
    guard let statistics = tensor.statistics else {
      return "The library has no arithmetic for \(dtype(of: tensor).displayed): values are unread."
    }
    if tensor.elementCount == 0 { return "There are no elements." }
    return statistics.finiteCount == 0 ? "No element is finite." : nil
  }

  private func facts(of tensor: TensorInspection) -> [NamedText] {
    var facts: [(String, String)] = []
    if let statistics = tensor.statistics {
      if let integers = statistics.integers {
        facts.append(("smallest", "\(integers.lowerBound)"))
        facts.append(("largest", "\(integers.upperBound)"))
      } else {
        facts.append(("smallest", Self.text(statistics.smallest, digits: 6)))
        facts.append(("largest", Self.text(statistics.largest, digits: 6)))
      }
      facts.append(("mean", Self.text(statistics.mean, digits: 6)))
      facts.append(("standard deviation", Self.text(statistics.deviation, digits: 6)))
      if statistics.skewness != nil || statistics.kurtosis != nil {
        facts.append(("skewness", Self.text(statistics.skewness)))
        facts.append(("kurtosis", Self.text(statistics.kurtosis)))
      }
      let share = NumberText.significant(statistics.zeroShare * 100, digits: 2)
      facts.append(
        (
          "zeros",
          statistics.zeroCount == 0
            ? "none" : "\(Quantities.grouped(statistics.zeroCount)) (\(share)%)"
        ))
      if statistics.nanCount > 0 {
        facts.append(("NaN", Quantities.grouped(statistics.nanCount)))
      }
      if statistics.infiniteCount > 0 {
        facts.append(
          (
            "infinite",
            "\(Quantities.grouped(statistics.positiveInfinityCount)) positive, "
              + "\(Quantities.grouped(statistics.negativeInfinityCount)) negative"
          ))
      }
    }
    if let fans = tensor.fans { facts.append(("fan in, fan out", "\(fans.fanIn), \(fans.fanOut)")) }
    facts.append(("elements", Quantities.grouped(tensor.elementCount)))
    facts.append(("size", Quantities.bytes(tensor.tensor.byteCount)))
    if inspection.files.count > 1 { facts.append(("file", tensor.tensor.path.displayed)) }
    if let digest = tensor.digest { facts.append(("SHA-256", digest)) }
    return facts.map { NamedText(name: $0.0, value: $0.1) }
  }

  private static func appearances(of tensor: TensorInspection) -> [NamedText] {
    let lines = tensor.appearances.map { appearance in
      let more: String
      switch appearance {
      case .law(let law): more = "p = \(NumberText.significant(law.pValue, digits: 2))"
      case .structure(let structure):
        more =
          structure.largestDifference == 0
          ? "exact" : "to \(NumberText.significant(structure.largestDifference, digits: 2))"
      case .constant, .semiOrthogonal, .rowsOfLength, .sparse, .zeroRows: more = ""
      }
      return NamedText(name: appearance.text, value: more)
    }
    let nothing = NamedText(name: "no law and no structure that is known", value: "")
    return lines.isEmpty ? [nothing] : lines
  }

  // MARK: Texts

  /// In short: what is special, and the most special law.
  private static func look(of tensor: TensorInspection) -> String {
    var texts: [String] = []
    for appearance in tensor.appearances {
      texts.append(appearance.text)
      if case .law = appearance { break }
    }
    return texts.isEmpty ? unknownLook : texts.joined(separator: ", ")
  }

  private static let unknownLook = "–"

  private static func shape(of tensor: TensorInspection) -> String {
    let shape = tensor.tensor.shape
    return shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: " × ")
  }

  private static func dtype(of tensor: TensorInspection) -> String {
    tensor.tensor.dtype?.rawValue ?? tensor.tensor.storedDType
  }

  private static func text(_ value: Double?, digits: Int = 3) -> String {
    value.map { NumberText.significant($0, digits: digits) } ?? "–"
  }
}
