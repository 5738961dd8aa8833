import Foundation
import TensorInit
import Testing

@Suite("The torch generator gives PyTorch's orthogonal matrices, within rounding")
struct TorchOrthogonalTests {
  /// What PyTorch itself gave once: `Scripts/make-pytorch-orthogonal-golden.py` wrote it.
  struct Record: Decodable, Sendable, CustomTestStringConvertible {
    let dtype: String
    let seed: UInt64
    let shape: Shape
    let gain: Double
    let elements: [Double]
    let next32: String

    var testDescription: String { "\(dtype) \(shape) gain \(gain)" }

    static let all: [Record] = {
      struct File: Decodable {
        let records: [Record]
      }
      let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden/pytorch-2.13-orthogonal.json")
      return (try? JSONDecoder().decode(File.self, from: Data(contentsOf: path)).records) ?? []
    }()
  }

  @Test("and drew as much", arguments: Record.all)
  func record(_ record: Record) throws {
    let dtype = try DType(named: record.dtype)
    let generator = Generator.torch(seed: record.seed)
    let tensor = try Tensor(zeros: record.shape, dtype: dtype)
    try tensor.initialize(.orthogonal(gain: record.gain), using: generator)
    let isSquare = record.shape[0] * record.shape[0] == tensor.count
    // A square's last columns are what the others leave over, and so the least exact.
    let tolerance = (isSquare ? 5e-5 : 2e-6) * (dtype == .float64 ? 0x1p-29 : 1)
    let values = tensor.doubles()
    #expect(values.count == record.elements.count)
    for (value, expected) in zip(values, record.elements) {
      #expect(abs(value - expected) < tolerance)
    }
    #expect(try TorchGoldenTests.nextWord(of: generator) == record.next32)
  }

  @Test("in all records")
  func count() {
    #expect(Record.all.count == 28)
  }
}
