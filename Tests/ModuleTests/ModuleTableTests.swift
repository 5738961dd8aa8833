import TensorInit
import TestSupport
import Testing

/// Every layer against PyTorch's own, of which `ModuleTable` is a record.
@Suite("A module is what PyTorch's is")
struct ModuleTableTests {
  static let layers = TabulatedLayers.all.keys.sorted()
  static let smallestPValue = 1e-6

  let table: [String: [ModuleTable.Row]]

  init() throws {
    table = try ModuleTable.read()
  }

  private func rows(_ layer: String) throws -> [ModuleTable.Row] { try #require(table[layer]) }

  private func module(_ layer: String, seed: UInt64 = 42) throws -> any Module {
    let make = try #require(TabulatedLayers.all[layer])
    return try make(Generator(seed: seed))
  }

  @Test("for every layer of the table")
  func completeness() {
    #expect(Set(table.keys) == Set(Self.layers))
    #expect(table.values.joined().count > 190)
  }

  @Test("in names, their order, shapes and dtypes", arguments: layers)
  func tensors(layer: String) throws {
    let rows = try rows(layer)
    let module = try module(layer)
    #expect(module.stateDict.names == rows.map(\.name))
    #expect(module.parameters.names == rows.filter { $0.role == "parameter" }.map(\.name))
    #expect(module.buffers.names == rows.filter { $0.role == "buffer" }.map(\.name))
    for row in rows {
      let tensor = try #require(module.stateDict[row.name])
      #expect(Array(tensor.shape) == row.shape, "\(row.name)")
      #expect(tensor.dtype.rawValue == row.dtype, "\(row.name)")
    }
  }

  @Test("in how each tensor is declared", arguments: layers)
  func declarations(layer: String) throws {
    let laws = try module(layer).declaredLaws()
    for row in try rows(layer) {
      let law = try #require(laws[row.name], "\(row.name)")
      #expect(law.isClose(to: row.law), "\(row.name): \(law), not \(row.law)")
    }
  }

  @Test("in what each tensor is drawn from", arguments: layers)
  func drawn(layer: String) throws {
    let module = try module(layer)
    for row in try rows(layer) {
      let tensor = try #require(module.stateDict[row.name])
      var values = tensor.doubles()
      if let embedding = module as? Embedding, let padding = embedding.paddingIndex {
        let range = padding * tensor.shape[1]..<(padding + 1) * tensor.shape[1]
        #expect(values[range].allSatisfy { $0 == 0 })
        values.removeSubrange(range)
      }
      switch row.law {
      case .constant(let value):
        #expect(values.allSatisfy { $0 == value }, "\(row.name)")
      case .uniform(let low, let high):
        let (smallest, largest) = (values.min() ?? 0, values.max() ?? 0)
        #expect(smallest >= low && largest < high, "\(row.name)")
        // The chance of so wide a gap at an end is exp(-20).
        let gap = (high - low) * 20 / Double(values.count)
        #expect(smallest <= low + gap && largest >= high - gap, "\(row.name)")
        expect(values, follow: .uniform(low: low, high: high), row, tensor.dtype)
      case .normal(let mean, let std):
        expect(values, follow: .normal(mean: mean, std: std), row, tensor.dtype)
      }
    }
  }

  private func expect(
    _ values: [Double], follow law: ClosedFormLaw, _ row: ModuleTable.Row, _ dtype: DType
  ) {
    // A 16-bit dtype's steps show in larger samples than these.
    #expect(
      kolmogorovSmirnovPValue(values, cdf: law.cdf) > Self.smallestPValue,
      "\(row.name) of \(dtype)")
  }

  @Test("in the order of the draws", arguments: layers)
  func order(layer: String) throws {
    let module = try module(layer)
    let state = module.stateDict
    let initializers = module.declaredInitializers()
    let draws = try rows(layer).flatMap { row in row.draws.map { (number: $0, row: row) } }
    let generator = Generator(seed: 42)
    for (number, row) in draws.sorted(by: { $0.number < $1.number }) {
      let tensor = try #require(state[row.name])
      let again = try Tensor(zeros: tensor.shape, dtype: tensor.dtype)
      if case .constant = row.law {
        // Drawn and then overwritten.
        try again.initialize(.uniform(), using: generator)
        continue
      }
      try again.initialize(try #require(initializers[row.name]), using: generator)
      if let padding = (module as? Embedding)?.paddingIndex {
        try again.initialize(.zeros, rows: [padding])
      }
      #expect(again.doubles() == tensor.doubles(), "draw \(number): \(row.name)")
    }
    // Nothing else was drawn.
    let end = Generator(seed: 42)
    let make = try #require(TabulatedLayers.all[layer])
    _ = try make(end)
    let (next, expected) = try (Tensor(zeros: [8]), Tensor(zeros: [8]))
    try next.initialize(.uniform(), using: end)
    try expected.initialize(.uniform(), using: generator)
    #expect(next.doubles() == expected.doubles())
  }
}
