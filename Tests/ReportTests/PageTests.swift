import Foundation
import TensorInit
import TensorInitReport
import TestSupport
import Testing

@Suite("The report's page")
struct PageTests {
  /// A page of these tensors.
  private func page(_ tensors: [String: Tensor]) throws -> Page {
    try withTemporaryFolder { folder in
      try tensors.save(to: folder + "/model.safetensors")
      return try Page(ofFile: folder + "/model.safetensors")
    }
  }

  private func tensor(
    _ initializer: Initializer, _ shape: Shape, _ dtype: DType = .float32
  ) throws -> Tensor {
    let tensor = try Tensor(zeros: shape, dtype: dtype)
    try tensor.initialize(initializer, using: Generator(seed: 3))
    return tensor
  }

  @Test("has a card for each tensor, with its law, its histogram, its heat map and singular values")
  func card() throws {
    let page = try page([
      "h.0.weight": tensor(.normal(std: 0.02), [96, 64]),
      "h.1.weight": tensor(.uniform(low: -1, high: 1), [96, 64]),
      "norm.weight": tensor(.ones, [64]),
    ])
    #expect(page.fault == nil)
    let cards = page.elements("details", class: "tensor")
    #expect(cards.count == 3)
    let card = try #require(cards.first { $0.text.contains("h.0.weight") })
    #expect(card.text.contains("normal(std=0.02)"))
    #expect(card.text.contains("All 96 × 64 elements."))
    #expect(["Values", "Heat map", "Singular values"].allSatisfy { card.text.contains($0) })
    let constant = try #require(cards.first { $0.text.contains("norm.weight") })
    #expect(constant.text.contains("ones") && !constant.text.contains("Heat map"))
    #expect(page.elements("image").count == 2)
    // Nothing strange is said first, and layers and kinds are drawn.
    #expect(page.html.contains("Nothing strange"))
    let titles = page.elements("h3").map(\.text)
    for title in ["Parameters by kind", "Parameters by layer", "Deviation by depth"] {
      #expect(titles.contains(title))
    }
  }

  @Test("says where a heat map and singular values are of a sample")
  func samples() throws {
    let page = try page(["w": tensor(.normal(), [300, 500])])
    #expect(page.html.contains("A sample of 96 × 96, evenly spaced, of 300 × 500."))
    #expect(page.html.contains("of 256 × 256 evenly spaced elements."))
  }

  @Test("has warnings first, each with a link to its tensor")
  func warnings() throws {
    let broken = try tensor(.normal(), [40, 40])
    try broken.withUnsafeMutableBufferPointer(of: Float.self) { $0[7] = .nan }
    let page = try page(["fine": tensor(.normal(), [40, 40]), "broken": broken])
    #expect(page.fault == nil)
    let warnings = try #require(page.elements("section", class: "warnings").first)
    #expect(warnings.text.contains("NaN"))
    let section = try #require(page.html.range(of: "class=\"warnings\""))
    let overview = try #require(page.html.range(of: "id=\"overview\""))
    #expect(section.lowerBound < overview.lowerBound)
    let target = try #require(page.elements("details", class: "warned").first)
    #expect(target.text.contains("broken"))
    let id = try #require(target.attributes["id"])
    #expect(page.elements("a").contains { $0.attributes["href"] == "#\(id)" })
  }

  @Test(
    "has names as text, whatever they say",
    arguments: [
      "</script><img src=x onerror=alert(1)>", "\"\u{301} onmouseover=\"alert(1)", "{{name}}",
      "{{{style}}}", "]]>", "<!--", "&amp;", "a\u{0}b\nc", "\u{202e}drawkcab", "größe/层.0.x",
      "'><svg onload=alert(1)>", "",
    ])
  func hostileNames(name: String) throws {
    let (weight, bias) = (try tensor(.normal(), [32, 32]), try tensor(.zeros, [2]))
    let page = try page([name: weight, "bias": bias])
    #expect(page.fault == nil)
    let ordinary = try self.page(["w": weight, "bias": bias])
    let hasTheSame = page.elements.map(\.name).sorted() == ordinary.elements.map(\.name).sorted()
    #expect(hasTheSame)
    #expect(
      page.elements.allSatisfy { element in
        !element.attributes.keys.contains { $0.hasPrefix("on") }
      })
    let shown = page.elements("span", class: "name").map(\.text)
    if !name.unicodeScalars.contains(where: { $0.value < 32 }) { #expect(shown.contains(name)) }
  }

  @Test("loads nothing, and its policy lets nothing but its own script run")
  func policy() throws {
    let page = try page(["layer.0.w": tensor(.normal(), [32, 32])])
    for element in page.elements {
      for (name, value) in element.attributes where ["src", "href", "srcset"].contains(name) {
        #expect(value.hasPrefix("#") || value.hasPrefix("data:image/png;base64,"))
      }
    }
    #expect(!page.html.contains("url(") && !page.html.contains("@import"))
    #expect(page.elements("link").isEmpty && page.elements("script").count == 1)
    let policy = try #require(
      page.elements("meta").compactMap { $0.attributes["content"] }.first {
        $0.hasPrefix("default-src 'none'")
      })
    let start = try #require(page.html.range(of: "<script>"))
    let end = try #require(page.html.range(of: "</script>"))
    var digest = SHA256()
    digest.append(page.html[start.upperBound..<end.lowerBound].utf8)
    let given = try #require(policy.split(separator: "'sha256-").last?.prefix { $0 != "'" })
    let bytes = try #require(Data(base64Encoded: String(given)))
    #expect(
      digest.hexadecimal() == bytes.map { String(format: "%02x", $0) }.joined())
  }

  @Test("is the same of the same file, on any number of threads")
  func reproducible() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.safetensors"
      try ["a.0": tensor(.normal(), [50, 50]), "a.1": tensor(.uniform(), [70, 3])].save(to: path)
      let first = try Page(ofFile: path).html
      #expect(try Page(ofFile: path).html == first)
    }
  }

  @Test("is made of any tensors", arguments: DType.allCases)
  func anyTensors(dtype: DType) throws {
    let page = try page([
      "scalar": Tensor(zeros: [], dtype: dtype), "empty": Tensor(zeros: [3, 0], dtype: dtype),
      "one": Tensor(zeros: [1, 1, 1], dtype: dtype),
      "two": tensor(.random(low: 0, high: 2), [2], dtype),
      "bits": tensor(.random(low: 0, high: 2), [40, 40], dtype),
      "column": tensor(.random(low: 0, high: 2), [3000, 1], dtype),
      "row": tensor(.random(low: 0, high: 2), [1, 3000], dtype),
      "5d": tensor(.random(low: 0, high: 2), [2, 3, 2, 3, 2], dtype),
    ])
    #expect(page.fault == nil)
    #expect(page.elements("details", class: "tensor").count == 8)
  }

  @Test(
    "is made of any numbers",
    arguments: [
      [.nan, .nan], [.infinity, -.infinity, 1, 2], [1.7e308, -1.7e308],
      [.leastNonzeroMagnitude, 0, -.leastNonzeroMagnitude],
      [1, 1 + 0x1p-52], [0, -0.0], [1e300, 1e-300, 3, 4],
    ] as [[Double]])
  func anyNumbers(numbers: [Double]) throws {
    let values = (0..<2400).map { numbers[$0 % numbers.count] }
    let page = try page([
      "vector": Tensor(values), "matrix": Tensor(values, shape: [60, 40]),
      "image": Tensor(values, shape: [2, 3, 20, 20]),
    ])
    #expect(page.fault == nil)
    for picture in page.elements("svg") {
      #expect(!picture.attributes.values.contains { $0.contains("nan") || $0.contains("inf") })
    }
    for path in page.elements("path") {
      let way = path.attributes["d"] ?? ""
      #expect(!way.contains("n") && !way.contains("i"), "\(way.prefix(200))")
    }
  }

  @Test("of values with far outliers shows where nearly all are, and how many are not")
  func outliers() throws {
    let page = try page(["w": tensor(.cauchy(), [300, 300])])
    #expect(page.html.contains("of the elements lie farther out"))
  }

  @Test("of a file without tensors says so")
  func empty() throws {
    let page = try page([:])
    #expect(page.fault == nil)
    #expect(page.html.contains("0 tensors"))
  }
}
