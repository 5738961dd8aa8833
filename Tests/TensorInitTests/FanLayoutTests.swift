import TensorInit
import TestSupport
import Testing

@Suite("Fans follow from the layout of a weight")
struct FanLayoutTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let shape: Shape
    let layout: FanLayout
    let fanIn: Int
    let fanOut: Int
    var testDescription: String { "\(shape) \(layout)" }
  }

  @Test(
    "of the axes that are named, those of stacks and of kernels, of groups and transposed",
    arguments: [
      // JAX's and Keras's kernels of dense layers and convolutions.
      Case(shape: [3, 5], layout: FanLayout(inAxis: [-2], outAxis: [-1]), fanIn: 3, fanOut: 5),
      Case(
        shape: [3, 3, 16, 32], layout: FanLayout(inAxis: [-2], outAxis: [-1]), fanIn: 144,
        fanOut: 288),
      // Heads, and the projection out of them.
      Case(
        shape: [64, 8, 16], layout: FanLayout(inAxis: [0], outAxis: [1, 2]), fanIn: 64, fanOut: 128),
      Case(
        shape: [8, 16, 64], layout: FanLayout(inAxis: [0, 1], outAxis: [2]), fanIn: 128, fanOut: 64),
      // Experts, and layers of experts.
      Case(shape: [7, 3, 5], layout: FanLayout(batchAxis: [0]), fanIn: 5, fanOut: 3),
      Case(shape: [2, 7, 3, 5], layout: FanLayout(batchAxis: [1, 0]), fanIn: 5, fanOut: 3),
      Case(shape: [3, 7, 5, 2], layout: FanLayout(batchAxis: [1]), fanIn: 10, fanOut: 6),
      Case(
        shape: [7, 3, 5], layout: FanLayout(inAxis: [1], outAxis: [-1], batchAxis: [0]), fanIn: 3,
        fanOut: 5),
      // One axis tells the other.
      Case(shape: [3, 5], layout: FanLayout(inAxis: [0]), fanIn: 3, fanOut: 5),
      Case(shape: [3, 5], layout: FanLayout(inAxis: [-1]), fanIn: 5, fanOut: 3),
      Case(shape: [3, 5, 2], layout: FanLayout(outAxis: [1]), fanIn: 6, fanOut: 10),
      Case(shape: [7, 3, 5], layout: FanLayout(outAxis: [2], batchAxis: [0]), fanIn: 3, fanOut: 5),
      // No axis is a size of 1, as in JAX.
      Case(shape: [3, 5], layout: FanLayout(inAxis: [], outAxis: [0]), fanIn: 5, fanOut: 15),
      // Grouped, depthwise and transposed convolutions.
      Case(shape: [32, 4, 3, 3], layout: FanLayout(groups: 8), fanIn: 36, fanOut: 36),
      Case(shape: [32, 1, 3, 3], layout: FanLayout(groups: 32), fanIn: 9, fanOut: 9),
      Case(shape: [64, 1, 3, 3], layout: FanLayout(groups: 32), fanIn: 9, fanOut: 18),
      Case(shape: [16, 32, 3, 3], layout: FanLayout(transposed: true), fanIn: 144, fanOut: 288),
      Case(
        shape: [16, 4, 3, 3], layout: FanLayout(groups: 8, transposed: true), fanIn: 18, fanOut: 36),
      Case(
        shape: [3, 3, 2, 8], layout: FanLayout(inAxis: [2], outAxis: [3], groups: 4), fanIn: 18,
        fanOut: 18),
      Case(shape: [5, 0, 3], layout: FanLayout(batchAxis: [2]), fanIn: 0, fanOut: 5),
    ])
  func fans(layout: Case) throws {
    let fans = try Fans(of: layout.shape, layout: layout.layout)
    #expect(fans.fanIn == layout.fanIn && fans.fanOut == layout.fanOut)
  }

  static let misfits: [(shape: Shape, arguments: String, message: String)] = [
    (
      [4, 6], "in_axis=2, out_axis=0",
      "in_axis is 2; expected an axis in -2...1, those of the shape [4, 6]"
    ),
    (
      [4, 6], "in_axis=0, out_axis=-3",
      "out_axis is -3; expected an axis in -2...1, those of the shape [4, 6]"
    ),
    (
      [4, 6, 2], "batch_axis=(0, 3)",
      "batch_axis is 3; expected an axis in -3...2, those of the shape [4, 6, 2]"
    ),
    (
      [4, 6], "in_axis=(0, 0), out_axis=1",
      "in_axis is 0; expected an axis that is given once; in_axis has dimension 0 already"
    ),
    (
      [4, 6], "in_axis=0, out_axis=-2",
      "out_axis is -2; expected an axis that is given once; in_axis has dimension 0 already"
    ),
    (
      [4, 6, 2], "in_axis=0, out_axis=1, batch_axis=-2",
      "out_axis is 1; expected an axis that is given once; batch_axis has dimension 1 already"
    ),
    (
      [4, 6, 2], "in_axis=2",
      "out_axis is missing; expected axes, as in_axis is neither of the first two"
    ),
    (
      [4, 6, 2], "out_axis=(0, 1)",
      "in_axis is missing; expected axes, as out_axis is neither of the first two"
    ),
    (
      [4, 6], "batch_axis=0",
      "the tensor's shape is [4, 6]; expected at least 2 dimensions besides batch_axis, from which "
        + "fan in and fan out are computed"
    ),
    ([4, 6], "groups=3", "groups is 3; expected a divisor of the 4 output channels"),
    (
      [4, 6], "groups=3, transposed=true",
      "groups is 3; expected a divisor of the 4 input channels"
    ),
    ([4, 6], "groups=0", "groups is 0; expected a number of 1 or more"),
    ([4, 6], "groups=-2", "groups is -2; expected a number of 1 or more"),
    (
      [4, 6], "in_axis=0, out_axis=1, transposed=true",
      "transposed is true; expected false where in_axis or out_axis says which axis is which"
    ),
  ]

  @Test(
    "and what there is not is a fault in one sentence",
    arguments: misfits)
  func faults(shape: Shape, arguments: String, message: String) throws {
    for name in ["he_normal", "xavier_uniform", "kaiming_normal", "variance_scaling"] {
      let initializer = try Initializer("\(name)(\(arguments))")
      let tensor = try Tensor(zeros: shape)
      let error = #expect(throws: TensorInitError.self) {
        try tensor.initialize(initializer, using: Generator(seed: 1))
      }
      #expect(error?.description == "\(name): \(message)")
      #expect(tensor.doubles().allSatisfy { $0 == 0 })
    }
  }

  @Test("which changes the deviation of values that are drawn alike")
  func sameDraws() throws {
    func values(_ expression: String) throws -> [Double] {
      let tensor = try Tensor(zeros: [8, 4, 2], dtype: .float64)
      try tensor.initialize(Initializer(expression), using: Generator(seed: 3))
      return tensor.doubles()
    }
    for name in ["xavier_normal", "kaiming_normal", "lecun_normal", "glorot_normal"] {
      let standard = try values(name)
      let other = try values("\(name)(in_axis=2, out_axis=1)")
      // Of 8 inputs there are 16 then, of 16 outputs 32.
      let factor =
        name.hasPrefix("xavier") || name.hasPrefix("glorot")
        ? (24.0 / 48).squareRoot() : (8.0 / 16).squareRoot()
      for (value, standard) in zip(other, standard) {
        #expect(abs(value - standard * factor) < 1e-12)
      }
    }
  }
}
