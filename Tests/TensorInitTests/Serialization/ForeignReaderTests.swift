import Foundation
import TensorInit
import TestSupport
import Testing

/// Reads what the library writes with the programs that it is written for, where they are installed.
@Suite("Python reads the files")
struct ForeignReaderTests {
  private static func has(_ modules: String) async -> Bool {
    let result = try? await run("/usr/bin/env", ["python3", "-c", "import \(modules)"])
    return result?.exitStatus == 0
  }

  private func python(_ script: String, in folder: String) async throws -> String {
    let result = try await run(
      "/usr/bin/env", ["python3", "-c", script], workingDirectory: folder)
    #expect(result.exitStatus == 0, "\(result.standardError)")
    return result.standardOutput
  }

  /// Tensors of every dtype that NumPy has, and of unusual names and shapes.
  private func tensors() throws -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for dtype in DType.allCases where dtype != .bfloat16 {
      let tensor = try Tensor(zeros: [5, 7], dtype: dtype)
      try tensor.initialize(.random(low: 0, high: 2), using: Generator(seed: 1))
      tensors["layer/0.größe.\(dtype)"] = tensor
    }
    tensors["scalar"] = try Tensor([0.5], shape: [])
    tensors["empty"] = try Tensor(zeros: [3, 0])
    tensors["large"] = try Tensor(zeros: [1 << 20])
    return tensors
  }

  /// A line for each tensor: name, NumPy's dtype and shape, and the sum.
  private func described(_ tensors: [String: Tensor]) -> Set<String> {
    Set(
      tensors.map { name, tensor in
        let sizes = tensor.shape.map(String.init)
        let shape = sizes.count == 1 ? sizes[0] + "," : sizes.joined(separator: ", ")
        return "\(name) \(tensor.dtype) (\(shape)) \(tensor.doubles().reduce(0, +))"
      })
  }

  private static let describe = """
    for name, array in arrays.items():
      print(name, array.dtype, array.shape, float(array.astype('f8').sum()))
    """

  @Test("with numpy", .enabled("needs numpy") { await has("numpy") })
  func npz() async throws {
    let tensors = try tensors()
    try await withTemporaryFolder { folder in
      try tensors.save(to: folder + "/x.npz")
      let output = try await python(
        "import numpy\narrays = numpy.load('x.npz')\n\(Self.describe)", in: folder)
      #expect(Set(output.split(separator: "\n").map(String.init)) == described(tensors))
    }
  }

  @Test("and numpy writes the same npy files", .enabled("needs numpy") { await has("numpy") })
  func npy() async throws {
    for (_, tensor) in try tensors() {
      try await withTemporaryFolder { folder in
        try tensor.save(to: folder + "/x.npy")
        let script = """
          import numpy
          numpy.save('y.npy', numpy.load('x.npy'))
          print(open('x.npy', 'rb').read() == open('y.npy', 'rb').read())
          """
        #expect(try await python(script, in: folder) == "True\n", "\(tensor)")
      }
    }
  }

  @Test("with zipfile, checksums and all", .enabled("needs Python") { await has("zipfile") })
  func zip() async throws {
    let tensors = try tensors()
    try await withTemporaryFolder { folder in
      try tensors.save(to: folder + "/x.npz")
      let script = """
        import zipfile
        archive = zipfile.ZipFile('x.npz')
        print(archive.testzip())
        for name in archive.namelist(): print(name)
        """
      let lines = try await python(script, in: folder).split(separator: "\n").map(String.init)
      #expect(lines == ["None"] + tensors.keys.sorted().map { $0 + ".npy" })
    }
  }

  @Test(
    "of more members than fit zip's first count",
    .enabled("needs Python") { await has("zipfile") })
  func manyMembers() async throws {
    let tensor = try Tensor([1] as [Int8])
    let tensors = Dictionary(uniqueKeysWithValues: (0..<70_000).map { ("\($0)", tensor) })
    try await withTemporaryFolder { folder in
      try tensors.save(to: folder + "/x.npz")
      let script = "import zipfile; print(len(zipfile.ZipFile('x.npz').namelist()))"
      #expect(try await python(script, in: folder) == "70000\n")
    }
  }

  @Test(
    "of members and offsets beyond 4 GiB",
    .enabled("needs numpy, 5 GB of disk and TENSOR_INIT_LARGE_FILES in the environment") {
      await has("numpy") && ProcessInfo.processInfo.environment["TENSOR_INIT_LARGE_FILES"] != nil
    })
  func largeMembers() async throws {
    let shape: Shape = [(1 << 32) + 5]
    try await withTemporaryFolder { folder in
      let writer = try CheckpointWriter(
        path: folder + "/x.npz",
        tensors: [
          TensorSpec(name: "large", shape: shape, dtype: .int8),
          TensorSpec(name: "small", shape: [2], dtype: .int8),
        ])
      try writer.write(.ones, named: "large")
      try writer.write(.ones, named: "small")
      try writer.commit()
      let script = """
        import numpy, zipfile
        print(zipfile.ZipFile('x.npz').testzip())
        arrays = numpy.load('x.npz')
        print(arrays['large'].shape, arrays['large'].all(), arrays['small'])
        """
      #expect(try await python(script, in: folder) == "None\n(4294967301,) True [1 1]\n")
    }
  }

  @Test(
    "with safetensors, which writes the same bytes",
    .enabled("needs safetensors and numpy") { await has("safetensors, numpy") })
  func safetensors() async throws {
    let tensors = try tensors()
    try await withTemporaryFolder { folder in
      try tensors.save(to: folder + "/x.safetensors", metadata: ["a": "b"])
      let script = """
        from safetensors.numpy import load_file, save_file
        arrays = load_file('x.safetensors')
        \(Self.describe)
        save_file(arrays, 'y.safetensors', metadata={'a': 'b'})
        print(open('x.safetensors', 'rb').read() == open('y.safetensors', 'rb').read())
        """
      let lines = try await python(script, in: folder).split(separator: "\n").map(String.init)
      #expect(lines.last == "True")
      #expect(Set(lines.dropLast()) == described(tensors))
    }
  }
}
