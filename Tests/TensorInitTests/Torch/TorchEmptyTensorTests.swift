import TensorInit
import Testing

@Suite("A tensor without elements costs nothing with PyTorch's generator")
struct TorchEmptyTensorTests {
  @Test(
    "of which one call makes several, however many groups it is said to have",
    .timeLimit(.minutes(1)))
  func groups() throws {
    var tensors = TensorDictionary()
    tensors["empty"] = try Tensor(zeros: [0, 3, 3])
    tensors["full"] = try Tensor(zeros: [2, 3, 3])
    let generator = Generator.torch(seed: 1)
    try tensors.initialize(.dirac(groups: .max), named: "empty", using: generator)
    try tensors.initialize(.normal(), named: "full", using: generator)
    let alone = try Tensor(zeros: [2, 3, 3])
    try alone.initialize(.normal(), using: .torch(seed: 1))
    #expect(tensors["full"]?.doubles() == alone.doubles())
  }
}
