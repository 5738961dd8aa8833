import Foundation
import TestSupport
import Testing

@Suite("inspect looks into checkpoints")
struct InspectTests {
  private static let recipe = """
    name: small
    seed: 3
    tensors:
      h.0.w: {shape: [64, 32], initializer: normal(std=0.02)}
      h.0.b: {shape: [64], initializer: zeros}
      h.1.w: {shape: [64, 32], dtype: bfloat16, initializer: orthogonal}
      steps: {shape: [], dtype: int64, initializer: constant(7), buffer: true}
    """

  private func withCheckpoint<Result>(
    _ recipe: String = recipe, _ body: (String) async throws -> Result
  ) async throws -> Result {
    try await withRecipe(recipe) { folder in
      expectSuccess(
        try await tensorInit(
          "checkpoint", "recipe.yaml", "--output", "x.safetensors", "--quiet", in: folder))
      return try await body(folder)
    }
  }

  @Test("as a table with a line for each tensor, sums below it")
  func table() async throws {
    try await withCheckpoint { folder in
      let result = try await tensorInit("inspect", "x.safetensors", in: folder)
      expectSuccess(result)
      let lines = result.standardOutput.split(separator: "\n").map(String.init)
      #expect(
        lines[0].split(separator: " ").map(String.init) == [
          "name", "shape", "dtype", "bytes", "smallest", "largest", "mean", "std", "zeros", "nan",
          "inf",
          "values",
        ])
      func line(_ name: String) -> [String] {
        lines.first { $0.hasPrefix(name + " ") }?.split(separator: " ").map(String.init) ?? []
      }
      #expect(
        line("h.0.b") == [
          "h.0.b", "[64]", "float32", "256", "0", "0", "0", "0", "100%", "0", "0", "zeros",
        ])
      #expect(
        line("steps") == [
          "steps", "[]", "int64", "8", "7", "7", "7", "0", "0", "0", "0", "constant(7)",
        ])
      #expect(line("h.0.w").last == "normal(std=0.02)")
      #expect(line("h.1.w").contains("orthogonal;"))
      #expect(lines.last == "4 tensors, 4,161 elements, 12,552 bytes; 64 zeros, 0 NaN, 0 infinite")
    }
  }

  @Test("as JSON, which says the same")
  func json() async throws {
    try await withCheckpoint { folder in
      let result = try await tensorInit(
        "inspect", "x.safetensors", "--json", "--digest", in: folder)
      expectSuccess(result)
      let found = try #require(
        try JSONSerialization.jsonObject(with: Data(result.standardOutput.utf8)) as? [String: Any])
      #expect(found["elements"] as? Int == 4161)
      #expect((found["metadata"] as? [String: String])?["recipe"] == "small")
      #expect((found["sha256"] as? String)?.count == 64)
      let tensors = try #require(found["tensors"] as? [[String: Any]])
      #expect(
        Set(tensors.compactMap { $0["name"] as? String }) == ["h.0.w", "h.0.b", "h.1.w", "steps"])
      let weight = try #require(tensors.first { $0["name"] as? String == "h.0.w" })
      #expect(weight["fan_in"] as? Int == 32 && weight["fan_out"] as? Int == 64)
      let values = try #require(weight["values"] as? [[String: Any]])
      #expect(values.compactMap { $0["text"] as? String } == ["normal(std=0.02)"])
      #expect((values[0]["parameters"] as? [String: Double])?["std"] == 0.02)
      let histogram = try #require(weight["histogram"] as? [String: Any])
      #expect((histogram["counts"] as? [Int])?.reduce(0, +) == 2048)
    }
  }

  @Test("as JSON that can be read, whatever is in the file")
  func strange() async throws {
    try await withTemporaryFolder { folder in
      let bytes = [Double.infinity, -.infinity, .nan, 1e300, -1e300, 0x1p-1074].flatMap {
        withUnsafeBytes(of: $0) { Array($0) }
      }
      try writeSafetensors(
        [
          ("a\\n\\u001b[31m\\u2028", "F64", "[6]", bytes),
          ("\\ud83d\\ude00", "F8_E5M2", "[2]", [1, 2]),
          ("empty", "F32", "[0, 9223372036854775807]", []), ("", "BOOL", "[]", [1]),
          ("nan", "F16", "[2]", [0, 0x7e, 0, 0x7e]),
          (
            "huge", "F64", "[1]",
            withUnsafeBytes(of: Double.greatestFiniteMagnitude) { Array($0) }
          ),
        ], to: folder + "/x.safetensors")
      let json = try await tensorInit("inspect", "x.safetensors", "--json", "--digest", in: folder)
      expectSuccess(json)
      #expect(throws: Never.self) {
        try JSONSerialization.jsonObject(with: Data(json.standardOutput.utf8))
      }
      let text = try await tensorInit("inspect", "x.safetensors", in: folder)
      expectSuccess(text)
      let huge = text.standardOutput.split(separator: "\n").first { $0.hasPrefix("huge") }
      #expect(huge?.contains("inf") == false, "\(huge ?? "")")
      #expect(!text.standardOutput.unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\u{2028}" })
      #expect(
        text.standardOutput.contains("Warning: a\\n\\u{1B}[31m\\u{2028} has 1 NaN element"))
    }
  }

  @Test("and --check fails where there are NaN, infinities or copies of shards")
  func check() async throws {
    try await withCheckpoint { folder in
      expectSuccess(try await tensorInit("inspect", "x.safetensors", "--check", in: folder))
    }
    try await withTemporaryFolder { folder in
      func fails(_ values: [Float], _ shape: String, _ message: String) async throws {
        let bytes = values.flatMap { withUnsafeBytes(of: $0) { Array($0) } }
        try writeSafetensors([("w", "F32", shape, bytes)], to: folder + "/x.safetensors")
        let result = try await tensorInit("inspect", "x.safetensors", "--check", in: folder)
        #expect(result.exitStatus == 1)
        #expect(result.standardError == "Error: \(message)\n")
        #expect(result.standardOutput.contains("Warning: \(message)"))
        let unchecked = try await tensorInit("inspect", "x.safetensors", in: folder)
        #expect(unchecked.exitStatus == 0 && unchecked.standardError.isEmpty)
      }
      try await fails([1, .nan, .nan], "[3]", "w has 2 NaN elements")
      try await fails([1, -.infinity], "[2]", "w has 1 infinite element")
      let shard = (0..<64).map { Float(($0 * 37) % 64) + 0.5 }
      let other = (0..<64).map { Float(($0 * 29) % 64) + 0.25 }
      try await fails(
        shard + other + shard + other.reversed(), "[8, 32]",
        "w: of 4 parts along axis 0, these are equal: 0, 2")
    }
  }

  @Test("and compares two, with the exit status of diff")
  func compare() async throws {
    try await withCheckpoint { folder in
      let same = try await tensorInit("inspect", "x.safetensors", "x.safetensors", in: folder)
      expectSuccess(same)
      #expect(same.standardOutput == "all 4 tensors equal\n")
      expectSuccess(
        try await tensorInit(
          "checkpoint", "recipe.yaml", "--output", "y.safetensors", "--seed", "4", "--quiet",
          in: folder))
      let other = try await tensorInit("inspect", "x.safetensors", "y.safetensors", in: folder)
      #expect(other.exitStatus == 1)
      #expect(other.standardError.isEmpty)
      #expect(other.standardOutput.hasSuffix("2 tensors equal, 2 tensors with other values\n"))
      let json = try await tensorInit(
        "inspect", "x.safetensors", "y.safetensors", "--json", in: folder)
      #expect(json.exitStatus == 1)
      let found =
        try JSONSerialization.jsonObject(with: Data(json.standardOutput.utf8)) as? [String: Any]
      #expect(found?["equal"] as? Bool == false)
    }
  }

  @Test("and agrees with NumPy and hashlib, where Python has NumPy")
  func numPy() async throws {
    let script = """
      import hashlib, json, subprocess, sys
      try:
        import numpy as np
      except ImportError:
        sys.exit(0)
      random = np.random.default_rng(1)
      arrays = {
        "normal": random.standard_normal((100, 30)).astype("f4"), "float64": random.random(20000) * 1e8,
        "float16": random.standard_normal(5000).astype("f2"), "offset": random.random(9999) * 1e-3 + 1e3,
        "integers": random.integers(-2**62, 2**62, 3000), "bytes": random.integers(0, 256, 999).astype("u1"),
        "bool": random.random((7, 5)) < 0.3, "transposed": random.standard_normal((20, 30)).T,
        "special": np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 2.5]), "empty": np.zeros((0, 3)),
      }
      np.savez("x.npz", **arrays)
      found = json.loads(subprocess.check_output([sys.argv[1], "inspect", "x.npz", "--json", "--digest"]))
      by_name = {tensor["name"]: tensor for tensor in found["tensors"]}
      assert by_name.keys() == arrays.keys(), by_name.keys()
      for name, array in arrays.items():
        tensor = by_name[name]
        values = array[np.isfinite(array)].astype("f8")
        counts = [values.size, (array == 0).sum(), np.isnan(array).sum(), np.isposinf(array).sum(), np.isneginf(array).sum()]
        keys = ["finite", "zeros", "nan", "positive_infinite", "negative_infinite"]
        assert [tensor[key] for key in keys] == counts, name
        figures = [tensor[key] for key in ["smallest", "largest", "mean", "std"]]
        if values.size:
          wanted = [values.min(), values.max(), values.mean(), values.std()]
          assert np.allclose(figures, wanted, rtol=1e-12, atol=1e-14 * abs(values).max()), (name, figures, wanted)
        else:
          assert figures == [None] * 4, name
        head = f"{array.dtype.name}[{','.join(map(str, array.shape))}]\\n".encode()
        assert tensor["sha256"] == hashlib.sha256(head + array.tobytes()).hexdigest(), name
      """
    try await withTemporaryFolder { folder in
      try write(script, to: folder + "/check.py")
      let result = try await shell("${PYTHON:-python3} check.py $command", in: folder)
      expectSuccess(result)
    }
  }

  @Test("or says in one line what is wrong")
  func faults() async throws {
    try await withTemporaryFolder { folder in
      try write("{}", to: folder + "/x.safetensors")
      try write("a", to: folder + "/x.bin")
      for arguments in [
        ["none.safetensors"], ["x.safetensors"], ["x.bin"], ["."], ["x.safetensors", "none.npy"],
      ] {
        let result = try await run(
          builtExecutable("tensor-init"), ["inspect"] + arguments, workingDirectory: folder)
        #expect(result.exitStatus == 1 || result.exitStatus == 64, "\(arguments)")
        #expect(result.standardOutput.isEmpty)
        #expect(result.standardError.hasPrefix("Error: "))
        #expect(result.standardError.split(separator: "\n").count == 1)
      }
      let usage = try await tensorInit("inspect", "a", "b", "--check", in: folder)
      #expect(usage.exitStatus == 64)
      #expect(usage.standardError.hasPrefix("Error: --digest, --check and --html are for one file"))
    }
  }
}
