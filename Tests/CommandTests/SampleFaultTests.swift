import TestSupport
import Testing

@Suite("sample turns a fault into one line and an exit status")
struct SampleFaultTests {
  static let faults: [(arguments: [String], message: String)] = [
    (["nromal", "--shape", "3"], "unknown initializer 'nromal'; did you mean 'normal'?"),
    (
      ["normal(stdev=1)", "--shape", "3"],
      "unknown argument of normal 'stdev'; expected one of mean, std"
    ),
    (["normal(std=-1)", "--shape", "3"], "normal: std is -1.0; expected a number of 0 or more"),
    (
      ["kaiming_normal(nonlinearity=rleu)", "--shape", "3x4"],
      "unknown nonlinearity 'rleu'; did you mean 'relu'?"
    ),
    (
      ["kaiming_normal(mode=fan_inn)", "--shape", "3x4"],
      "unknown mode 'fan_inn'; did you mean 'fan_in'?"
    ),
    (["normal(", "--shape", "3"], "'normal(': expected a closing parenthesis at the end"),
    (["nor\nmal", "--shape", "3"], "'nor\\nmal': expected name(key=value, ...)"),
    (["sparse", "--shape", "3x3"], "sparse: sparsity is missing; expected a number"),
    (["eye", "--shape", "3"], "eye: the tensor's shape is [3]; expected 2 dimensions"),
    (
      ["xavier_uniform", "--shape", "3"],
      "xavier_uniform: the tensor's shape is [3]; expected at least 2 dimensions, from which "
        + "fan in and fan out are computed"
    ),
    (
      ["dirac(groups=2)", "--shape", "3x2x1"],
      "dirac: groups is 2; expected a divisor of dimension 0, which has size 3"
    ),
    (
      ["normal", "--shape", "3", "--dtype", "int32"],
      "normal: the tensor's dtype is int32; expected a floating-point dtype"
    ),
    (
      ["eye", "--shape", "0"], "eye: the tensor's shape is [0]; expected 2 dimensions"
    ),
    (
      ["normal", "--shape", "4294967296x4294967296"],
      "normal: the tensor's shape is [4294967296, 4294967296]; expected a size in bytes that "
        + "fits 62 bits"
    ),
    (
      ["kaiming_normal", "--shape", "0x9223372036854775807x9223372036854775807"],
      "kaiming_normal: the tensor's shape is [0, 9223372036854775807, 9223372036854775807]; "
        + "expected a size in bytes that fits 62 bits"
    ),
    (
      ["orthogonal", "--shape", "2x2147483648"],
      "orthogonal: the tensor's shape is [2, 2147483648]; expected at most 2147483647 rows "
        + "(dimension 0) and columns (the others)"
    ),
    (
      ["normal", "--shape", "3xx4"],
      "--shape is '3xx4'; expected sizes joined by x, as in 3x4, or 'scalar'"
    ),
    (
      ["normal", "--shape", ""],
      "--shape is ''; expected sizes joined by x, as in 3x4, or 'scalar'"
    ),
    (
      ["kaiming_normal(nonlinearity=gelu)", "--shape", "3x4"],
      "unknown nonlinearity 'gelu'; did you mean 'relu'? expected one of linear, conv1d, conv2d, "
        + "conv3d, conv_transpose1d, conv_transpose2d, conv_transpose3d, sigmoid, tanh, relu, "
        + "leaky_relu, selu"
    ),
    (
      ["normal", "--shape", "-3"],
      "--shape is '-3'; expected sizes joined by x, as in 3x4, or 'scalar'"
    ),
    (
      ["normal", "--shape", "99999999999999999999"],
      "--shape is '99999999999999999999'; expected sizes joined by x, as in 3x4, "
        + "or 'scalar'"
    ),
    (
      ["normal", "--shape", "3", "--dtype", "flot32"],
      "unknown dtype 'flot32'; did you mean 'float32'?"
    ),
    (
      ["normal", "--shape", "3", "--stream-version", "2"],
      "the stream version is 2; expected one of those that are known: 1"
    ),
    (
      ["normal", "--shape", "3", "--generator", "torch", "--stream-version", "1"],
      "the stream version is 1 of generator torch; expected none, as it gives PyTorch's values; "
        + "ars and philox have versions"
    ),
    (
      ["normal", "--shape", "3", "--generator", "abacus"],
      "unknown generator 'abacus'; expected one of ars, philox, torch, ktorch"
    ),
    (
      ["normal", "--shape", "3", "--threads", "0"],
      "threads is 0; expected a number of 1 or more"
    ),
    (
      ["normal", "--shape", "3", "--output", "x.pt"],
      "the name is 'x.pt'; expected one that ends in .safetensors, .npz or .npy"
    ),
    (
      ["normal", "--shape", "3", "--output", "safetensors"],
      "the name is 'safetensors'; expected one that ends in .safetensors, .npz or .npy"
    ),
    (
      ["normal", "--shape", "3", "--output", ""],
      "the name is ''; expected one that ends in .safetensors, .npz or .npy"
    ),
    (
      ["normal", "--shape", "3", "--dtype", "bfloat16", "--output", "x.npy"],
      "npy: the tensor's dtype is bfloat16; expected a dtype that NumPy has; "
        + "a .safetensors file holds bfloat16"
    ),
    (
      ["normal", "--shape", "3", "--dtype", "bfloat16", "--output", "x.npz"],
      "'sample': npz: the tensor's dtype is bfloat16; expected a dtype that NumPy has; "
        + "a .safetensors file holds bfloat16"
    ),
  ]

  @Test("of the command line, with 64", arguments: faults)
  func fault(arguments: [String], message: String) async throws {
    try await withTemporaryFolder { folder in
      let result = try await run(
        builtExecutable("tensor-init"), ["sample"] + arguments, workingDirectory: folder)
      expectFault(result, exitStatus: 64, message)
      #expect(try files(in: folder) == [])
    }
  }

  @Test(
    "of options and their values, with 64, in one line that says where more is",
    arguments: [
      (
        [],
        "Missing expected argument '--shape <shape>'. Help:  --shape <shape>  The sizes of the "
          + "dimensions, as in 3x4; 'scalar' for none."
      ),
      (["--shape", "3", "--colour"], "Unknown option '--colour'."),
      (["--shape", "3", "--a\nUsage: b"], "Unknown option '--a\\nUsage: b'."),
      (
        ["--shape", "3", "--seed", "-1"],
        "The value '-1' is invalid for '--seed <seed>'. Help:  --seed <seed>  The seed, 0 to "
          + "2^64 - 1; without one, a recipe's own, or else a fresh one each time."
      ),
    ])
  func usage(arguments: [String], message: String) async throws {
    let result = try await run(
      builtExecutable("tensor-init"), ["sample", "normal"] + arguments)
    expectFault(
      result, exitStatus: 64,
      "\(message) See 'tensor-init sample --help' for more information.")
  }

  @Test("of too little memory, with 1")
  func memory() async throws {
    let result = try await tensorInit("sample", "ones", "--shape", "1000000000000000000")
    expectFault(result, exitStatus: 1, "can't allocate 4000000000000000000 bytes")
  }

  /// Memory that is short from some point on, in kB of addresses: what the program itself has is about
  /// 100,000.
  @Test(
    "of too little memory for work space, with 1",
    arguments: [
      ("'sparse(0.5)' --shape 20000000x1 --threads 1", 220_000, 160_000_064),
      ("'orthogonal(method=qr)' --shape 100x100", 220_000, 201_392_128),
      ("orthogonal --shape 20000000x2 --threads 1", 250_000, 2_240_015_936),
    ])
  func workSpace(arguments: String, limit: Int, byteCount: Int) async throws {
    try await withTemporaryFolder { folder in
      let result = try await shell(
        "ulimit -v \(limit); exec timeout 60 $command sample \(arguments) --output x.npy",
        in: folder, environment: ["OPENBLAS_NUM_THREADS": "1"])
      expectFault(result, exitStatus: 1, "can't allocate \(byteCount) bytes")
      #expect(try files(in: folder) == [])
    }
  }

  @Test("of too little memory for OpenBLAS: that of a call that needs it, which ends")
  func memoryOfOpenBLAS() async throws {
    try await withTemporaryFolder { folder in
      let result = try await shell(
        """
        for limit in 150000 200000 300000 400000 420000 450000 480000 550000 600000; do
          for sample in normal orthogonal 'orthogonal(method=qr)'; do
            (ulimit -v $limit; timeout 30 $command sample "$sample" --shape 300x300 --output x.npy)
            echo "$sample $?"
          done
        done
        """, in: folder)
      let lines = result.standardOutput.split(separator: "\n").map(String.init)
      #expect(lines.count == 27)
      for line in lines {
        #expect(line.hasSuffix(" 0") || line == "orthogonal(method=qr) 1")
      }
      #expect(lines.contains("orthogonal(method=qr) 1"))
    }
  }

  @Test("of a standard output that is full, with 1")
  func fullOutput() async throws {
    let result = try await shell("$command sample ones --shape 3 > /dev/full", in: "/")
    expectFault(
      result, exitStatus: 1, "standard output: can't write: No space left on device")
  }
}
