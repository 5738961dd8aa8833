import Foundation

/// What libFuzzer calls with each input, where the driver is built with it: `Scripts/fuzz --guided`.
///
/// Its main function then takes the place of the command's. The target is named by `TENSOR_INIT_FUZZ_TARGET`.
@c(LLVMFuzzerTestOneInput)
public func readInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  do {
    try guided.input.write(bytes)
    _ = try guided.target.read(bytes, path: guided.input.path)
  } catch {
    fatalError("\(error)")
  }
  return 0
}

/// One thread of libFuzzer's calls with all inputs, one after the other.
nonisolated(unsafe) private let guided: (target: FuzzTarget, input: InputFile) = {
  let name = ProcessInfo.processInfo.environment["TENSOR_INIT_FUZZ_TARGET"] ?? ""
  guard let target = FuzzTarget(rawValue: name) else {
    fatalError("TENSOR_INIT_FUZZ_TARGET is '\(name)'; expected one of \(FuzzTarget.allCases)")
  }
  do {
    let folder = try ScratchFolder(in: "/dev/shm")
    try target.prepare(folder: folder.path)
    return (target, try InputFile(path: folder.path + "/" + target.inputName))
  } catch {
    fatalError("\(error)")
  }
}()
