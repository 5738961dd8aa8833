import Foundation

/// The path of an executable of this package, in the build folder that the running tests are in.
///
/// Where there is none by this name, the path is that at which it should be, so that running it
/// gives an error that says so.
public func builtExecutable(_ name: String) -> String {
  let candidates = buildFolders().map { $0 + "/" + name }
  let found = candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
  return found ?? candidates.first ?? name
}

/// The folders that may hold the package's executables, the likeliest first.
///
/// On Linux the test bundle is itself the program that runs, on macOS a helper of the toolchain
/// gets its path as an argument; both lie directly in the build folder as a file or folder that
/// ends in .xctest.
private func buildFolders() -> [String] {
  var folders: [String] = []
  let paths =
    [try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")]
    .compactMap(\.self) + CommandLine.arguments
  for path in paths {
    let components = URL(fileURLWithPath: path).standardizedFileURL.pathComponents
    guard let bundle = components.lastIndex(where: { $0.hasSuffix(".xctest") }) else { continue }
    folders.append(NSString.path(withComponents: Array(components[..<bundle])))
  }
  // A test runner with another name than the bundle's still lies beside it.
  for path in paths.prefix(1) {
    folders.append(URL(fileURLWithPath: path).deletingLastPathComponent().path)
  }
  return folders
}
