import TensorInit
import Testing

@Suite("Eye, dirac, sparse and constants have exactly their structure")
struct StructureTests {
  private func filled(
    _ initializer: Initializer, _ shape: Shape, dtype: DType = .float32
  ) throws -> Tensor {
    // Old contents must not show through.
    let tensor = try Tensor(zeros: shape, dtype: dtype)
    try tensor.initialize(.ones)
    try tensor.initialize(initializer, using: Generator(seed: 2))
    return tensor
  }

  @Test(
    "eye is 1 on the diagonal and 0 elsewhere", arguments: [[4, 4], [3, 7], [7, 3], [1, 1]])
  func eye(shape: Shape) throws {
    for dtype in DType.allCases {
      let values = try filled(.eye, shape, dtype: dtype).doubles()
      for row in 0..<shape[0] {
        for column in 0..<shape[1] {
          #expect(values[row * shape[1] + column] == (row == column ? 1 : 0))
        }
      }
    }
  }

  @Test(
    "dirac passes channels on through the kernel's centre",
    arguments: [
      (shape: [4, 2, 3], groups: 1), ([4, 2, 3], 2), ([6, 3, 4, 5], 3), ([2, 5, 1, 2, 3], 2),
      ([8, 8, 3, 3], 1),
    ])
  func dirac(shape: [Int], groups: Int) throws {
    let values = try filled(.dirac(groups: groups), Shape(shape)).doubles()
    let kernel = Array(shape.dropFirst(2))
    let kernelSize = kernel.reduce(1, *)
    let outputs = shape[0] / groups
    for (index, value) in values.enumerated() {
      var rest = index % kernelSize
      var isCentre = true
      for size in kernel.reversed() {
        isCentre = isCentre && rest % size == size / 2
        rest /= size
      }
      let output = index / kernelSize / shape[1]
      let input = index / kernelSize % shape[1]
      #expect(value == (isCentre && output % outputs == input ? 1 : 0))
    }
  }

  @Test(
    "sparse has ceil(sparsity * rows) zeros in each column, without binary noise",
    arguments: [
      (rows: 100, sparsity: 0.07, zeros: 7), (1024, 0.1, 103), (10, 0.3, 3), (7, 0.5, 4),
      (100, 0.29, 29), (5, 0, 0), (5, 1, 5), (3, 0.01, 1), (1000, 0.57, 570),
    ])
  func sparse(rows: Int, sparsity: Double, zeros: Int) throws {
    let columns = 131
    let tensor = try filled(.sparse(sparsity: sparsity), [rows, columns])
    let values = tensor.doubles()
    for column in 0..<columns {
      #expect((0..<rows).count { values[$0 * columns + column] == 0 } == zeros)
    }
  }

  @Test("sparse puts its zeros anywhere, and leaves the other values normal")
  func sparsePlaces() throws {
    let (rows, columns) = (64, 1 << 14)
    let values = try filled(.sparse(sparsity: 0.25, std: 1), [rows, columns]).doubles()
    for row in 0..<rows {
      // Each row has zeros in a quarter of the columns: within 6 standard errors.
      let count = values[row * columns..<(row + 1) * columns].count { $0 == 0 }
      let error = (0.25 * 0.75 * Double(columns)).squareRoot()
      #expect(abs(Double(count) - 0.25 * Double(columns)) < 6 * error)
    }
    let normal = try filled(.normal(), [rows, columns]).doubles()
    #expect(zip(values, normal).allSatisfy { $0 == 0 || $0 == $1 })
  }

  @Test(
    "a constant that passes the caches is every element too, and no other",
    arguments: [DType.float64, .float32, .int8], [1, 2])
  func largeConstants(dtype: DType, threads: Int) throws {
    // The second row starts within a line of the caches.
    let columns = (32 << 20) / dtype.byteCount + 3
    let tensor = try Tensor(zeros: [2, columns], dtype: dtype)
    for row in 0..<2 {
      try tensor[row].initialize(.constant(3), threads: threads)
      let counts = try (0..<2).map { try tensor[$0].doubles().count { $0 == 3 } }
      #expect(counts == [columns, row * columns])
    }
  }

  @Test("a constant is every element, in every dtype that holds it")
  func constants() throws {
    for dtype in DType.allCases {
      #expect(try filled(.zeros, [37], dtype: dtype).doubles().allSatisfy { $0 == 0 })
      #expect(try filled(.ones, [37], dtype: dtype).doubles().allSatisfy { $0 == 1 })
      #expect(try filled(.constant(1), [37], dtype: dtype).doubles().allSatisfy { $0 == 1 })
    }
    #expect(try filled(.constant(-7), [9], dtype: .int8).doubles().allSatisfy { $0 == -7 })
    #expect(try filled(.constant(0.5), [9], dtype: .bfloat16).doubles().allSatisfy { $0 == 0.5 })
    #expect(try [Float](filled(.constant(0.1), [1])) == [0.1])
    #expect(try filled(.constant(.infinity), [2]).doubles() == [.infinity, .infinity])
    #expect(try filled(.constant(-0.0), [1]).doubles()[0].sign == .minus)
  }

  @Test(
    "an integer constant is exact, also where no Double is",
    arguments: [Int64.min, .max, .max - 1, 9_007_199_254_740_993, -9_007_199_254_740_993, 0, -7])
  func exactIntegers(value: Int64) throws {
    for initializer in [.constant(exactly: value), try Initializer("constant(\(value))")] {
      let tensor = try filled(initializer, [5], dtype: .int64)
      #expect(try [Int64](tensor) == Array(repeating: value, count: 5))
      #expect(try [Float](filled(initializer, [1])) == [Float(Double(value))])
      #expect(try Initializer(initializer.description).description == initializer.description)
    }
  }

  @Test("a literal means what it did before integers were exact")
  func literals() throws {
    #expect(Initializer.constant(7).description == "constant(value=7.0)")
    #expect(try [Int8](filled(.constant(-7), [1], dtype: .int8)) == [-7])
    #expect(try filled(Initializer("constant(-0)"), [1]).doubles()[0].sign == .minus)
  }

  @Test("a deviation of 0 or an empty interval gives one value")
  func degenerate() throws {
    #expect(try filled(.normal(mean: 3, std: 0), [5]).doubles().allSatisfy { $0 == 3 })
    #expect(try filled(.uniform(low: 2, high: 2), [5]).doubles().allSatisfy { $0 == 2 })
    let truncated = Initializer.truncatedNormal(mean: 9, std: 0, low: -1, high: 2)
    #expect(try filled(truncated, [5]).doubles().allSatisfy { $0 == 2 })
  }
}
