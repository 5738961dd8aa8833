import TensorInit
import Testing

@Suite("A wrong selection is one clear error, and nothing is written")
struct NothingWrittenTests {
  struct Call: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let message: String
    let body: @Sendable (Containers) throws -> Void

    init(
      _ description: String, _ message: String,
      _ body: @escaping @Sendable (Containers) throws -> Void
    ) {
      testDescription = description
      self.message = message
      self.body = body
    }
  }

  /// One of each container, all elements 7.
  struct Containers {
    let matrix = try? SelectionTests.sevens([3, 2])
    let scalar = try? SelectionTests.sevens([])
    let empty = try? SelectionTests.sevens([0, 2])
    let vector: TensorVector
    let dictionary: TensorDictionary

    init() throws {
      vector = [try SelectionTests.sevens([2, 2]), try SelectionTests.sevens([2])]
      dictionary = try [
        "weight": SelectionTests.sevens([2, 2]), "bias": SelectionTests.sevens([2]),
      ]
    }

    var tensors: [Tensor] {
      [matrix, scalar, empty].compactMap(\.self) + vector + dictionary.map(\.tensor)
    }
  }

  static let calls = [
    Call("a row beyond the last", "normal: row is 3; expected an index in 0..<3") {
      try $0.matrix?.initialize(.normal(), rows: [0, 3])
    },
    Call("a negative row", "normal: row is -1; expected an index in 0..<3") {
      try $0.matrix?.initialize(.normal(), rows: [0, 1, -1])
    },
    Call(
      "a row of a scalar", "zeros: the tensor's shape is []; expected at least 1 dimension"
    ) {
      try $0.scalar?.initialize(.zeros, rows: [0])
    },
    Call(
      "a row of none", "zeros: row is 0; expected none, since dimension 0 has size 0"
    ) {
      try $0.empty?.initialize(.zeros, rows: [0])
    },
    Call(
      "an initializer that rows are too small for",
      "row 1: kaiming_normal: the tensor's shape is [2]; expected at least 2 dimensions, from "
        + "which fan in and fan out are computed"
    ) {
      try $0.matrix?.initialize(.kaimingNormal(), rows: [1])
    },
    Call(
      "a position beyond the last", "uniform: the position is 2; expected a position in 0..<2"
    ) {
      try $0.vector.initialize(.uniform(), at: [1, 2])
    },
    Call("a negative position", "uniform: the position is -1; expected a position in 0..<2") {
      try $0.vector.initialize(.uniform(), at: [0, -1])
    },
    Call(
      "a vector whose last tensor has too few dimensions",
      "tensor 1: eye: the tensor's shape is [2]; expected 2 dimensions"
    ) {
      try $0.vector.initialize(.eye)
    },
    Call("an unknown name", "unknown tensor 'wieght'; did you mean 'weight'?") {
      try $0.dictionary.initialize(.ones, named: ["weight", "bias", "wieght"])
    },
    Call("a name of other case", "unknown tensor 'Bias'; did you mean 'bias'?") {
      try $0.dictionary.initialize(.ones, named: "Bias")
    },
    Call("a name far from all", "unknown tensor 'x.y.z'; expected one of weight, bias") {
      try $0.dictionary.initialize(.ones, named: ["bias", "x.y.z"])
    },
    Call(
      "a dictionary whose last tensor has too few dimensions",
      "'bias': orthogonal: the tensor's shape is [2]; expected at least 2 dimensions"
    ) {
      try $0.dictionary.initialize(.orthogonal())
    },
    Call(
      "a pattern that matches no name",
      "ones: the pattern is '*.weight'; expected one that some name matches; names are weight, bias"
    ) {
      try $0.dictionary.initialize(.ones, matching: "*.weight")
    },
    Call(
      "a wrong number of threads", "threads is 0; expected a number of 1 or more"
    ) {
      try $0.dictionary.initialize(.ones, threads: 0)
    },
  ]

  @Test("for", arguments: calls)
  func fault(call: Call) throws {
    let containers = try Containers()
    let error = #expect(throws: TensorInitError.self) { try call.body(containers) }
    #expect(error?.description == call.message)
    #expect(containers.tensors.count == 7)
    #expect(containers.tensors.allSatisfy(SelectionTests.isUntouched))
  }
}
