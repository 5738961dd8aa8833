import KSession
import TensorInit
import TensorInitRecipes

/// What reads inputs.
enum FuzzTarget: String, CaseIterable {
  case safetensors, index, list, npy, npz, recipe, expression, k

  /// The name of the file that an input is in.
  var inputName: String {
    switch self {
    case .safetensors, .npy, .npz: "input.\(rawValue)"
    case .index: "input.index.json"
    case .list: "input.json"
    case .recipe: "input.yaml"
    case .expression: "input.txt"
    case .k: "input.k"
    }
  }

  /// Makes what inputs name.
  func prepare(folder: String) throws {
    guard self == .index else { return }
    try ["a": Tensor(zeros: [2, 3])].save(to: folder + "/a.safetensors")
    try ["b": Tensor(zeros: [4]), "c": Tensor(zeros: [])].save(to: folder + "/b.safetensors")
  }

  /// Reads an input, and all of what it makes.
  ///
  /// - Throws: What is no fault of an input: that is an outcome.
  func read(_ bytes: [UInt8], path: String) throws -> FuzzOutcome {
    switch self {
    case .safetensors, .npy, .npz, .index: try checkpoint(path)
    case .list: try outcome { () throws(TensorInitError) in _ = try TensorList(contentsOf: path) }
    case .recipe:
      try outcome { () throws(TensorInitError) in
        _ = try Recipe(text: String(decoding: bytes, as: UTF8.self), path: path)
      }
    case .expression:
      try outcome { () throws(TensorInitError) in
        let initializer = try Initializer(String(decoding: bytes, as: UTF8.self))
        _ = try Initializer("\(initializer)")
        let tensor = try Tensor(zeros: [6, 4])
        try tensor.initialize(initializer, using: Generator(seed: 1))
      }
    case .k: session(String(decoding: bytes, as: UTF8.self))
    }
  }

  private func outcome(_ body: () throws(TensorInitError) -> Void) throws -> FuzzOutcome {
    do throws(TensorInitError) {
      try body()
      return .accepted
    } catch {
      return .refused("\(error)")
    }
  }

  /// Reads a checkpoint's tensors whole and in two parts, which must be the same.
  private func checkpoint(_ path: String) throws -> FuzzOutcome {
    let reader: CheckpointReader
    do throws(TensorInitError) {
      reader = try CheckpointReader(path: path)
    } catch {
      return .refused("\(error)")
    }
    for stored in reader.tensors {
      let whole = try reader.bytes(0..<stored.byteCount, of: stored)
      let middle = stored.byteCount / 3
      let parts = try [0..<middle, middle..<stored.byteCount].flatMap {
        try reader.bytes($0, of: stored)
      }
      guard whole == parts else { throw Inconsistency(reason: "parts of '\(stored.name)' differ") }
      guard reader[stored.name] != nil else {
        throw Inconsistency(reason: "'\(stored.name)' isn't found")
      }
      _ = try outcome { () throws(TensorInitError) in
        _ = try reader.tensor(named: stored.name)
      }
    }
    return .accepted
  }

  private func session(_ text: String) -> FuzzOutcome {
    let session = KSession(seed: 1)
    var outcome = FuzzOutcome.accepted
    for statement in KScript(text).statements where session.exitStatus == nil {
      do throws(KError) {
        _ = try session.evaluate(statement.text)
      } catch {
        outcome = .refused("\(error)")
      }
    }
    return outcome
  }
}

/// What came of an input.
enum FuzzOutcome {
  case accepted
  case refused(String)
}

/// What no input may make of the library.
struct Inconsistency: Error {
  let reason: String
}

extension CheckpointReader {
  func bytes(_ range: Range<Int>, of tensor: StoredTensor) throws(TensorInitError) -> [UInt8] {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(range.count, 1), alignment: 64)
    defer { memory.deallocate() }
    try read(bytes: range, of: tensor, into: memory)
    return Array(memory.prefix(range.count))
  }
}
