#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif
internal import TensorInit

extension URL {
  /// The path that the library's own calls take.
  ///
  /// - Throws: `invalidArgument` for a URL that is not a file's on this machine.
  var localPath: String {
    get throws(TensorInitError) {
      let url = absoluteURL
      guard url.isFileURL, url.host() ?? "" == "" || url.host() == "localhost" else {
        throw fault
      }
      let path = url.path(percentEncoded: false)
      // What it can't decode is empty.
      guard !path.isEmpty else { throw fault }
      return path
    }
  }

  private var fault: TensorInitError {
    .invalidArgument(
      argument: "the URL", given: "'\(absoluteString)'", expected: "that of a file on this machine")
  }
}
