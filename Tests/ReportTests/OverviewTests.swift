import TensorInit
import TensorInitReport
import Testing

@Suite("The report's overview")
struct OverviewTests {
  @Test("takes from a name the layer, up to its first number, and what follows")
  func places() {
    let names = [
      "h.3.attn.c_attn.weight", "wte.weight", "layer1.0.downsample.1.bias", "blocks.2", "0.weight",
      "", "a..b", "7",
    ]
    let places = TensorPlace.places(of: names)
    #expect(
      places.map(\.layer) == ["h.3", nil, "layer1.0", nil, "0", nil, nil, nil])
    #expect(
      places.map(\.kind) == [
        "h.*.attn.c_attn.weight", "wte.weight", "layer*.*.downsample.1.bias", "blocks.2",
        "*.weight", "", "a..b", "7",
      ])
  }

  @Test("makes one kind of many experts, and keeps the numbers where there are few")
  func experts() {
    let many = (0..<64).map { "layers.0.experts.\($0).w1.weight" }
    #expect(Set(TensorPlace.places(of: many).map(\.kind)) == ["layers.*.experts.*.w1.weight"])
    let few = (0..<3).map { "layers.0.mlp.\($0).weight" }
    #expect(Set(TensorPlace.places(of: few).map(\.kind)).count == 3)
  }

  @Test("orders layers as people count")
  func order() {
    let names = ["h.10", "h.2", "h.1", "g.11", "h.02", "h"]
    #expect(
      names.sorted(by: NaturalOrder.isBefore) == ["g.11", "h", "h.1", "h.02", "h.2", "h.10"])
  }
}

@Suite("Singular values of independent numbers")
struct MarchenkoPasturTests {
  @Test("are those that a random matrix has", arguments: [(200, 300), (256, 256), (400, 40)])
  func ofRandomMatrix(rows: Int, columns: Int) throws {
    let tensor = try Tensor(zeros: [rows, columns], dtype: .float64)
    try tensor.initialize(.normal(std: 0.02), using: Generator(seed: 7))
    let found = try SingularValues.of(tensor.doubles(), columns: columns, threads: 1)
    let expected = MarchenkoPastur.singularValues(rows: rows, columns: columns, deviation: 0.02)
    try #require(found.count == expected.count)
    let largest = try #require(expected.first)
    for (found, expected) in zip(found, expected) {
      #expect(abs(found - expected) < 0.03 * largest)
    }
  }
}
