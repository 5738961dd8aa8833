import Crypto
import TensorInit

/// SHA-256 of a tensor.
///
/// It is that of the line `DTYPE[SIZE,SIZE,...]`, such as `float32[768,3072]`, with a line feed, and then of the
/// elements' bytes, little-endian and in row-major order. A dtype that the library has no arithmetic for has the file's
/// name.
///
/// That of a checkpoint is of a line for each tensor, `SHA-256 of the name's UTF-8`, a space, `digest`, a line feed,
/// all in lower-case hexadecimal digits, in ascending order of the lines.
struct TensorDigest {
  private var hash = Crypto.SHA256()

  init(of tensor: StoredTensor) {
    let sizes = tensor.shape.map(String.init).joined(separator: ",")
    hash.update(data: Array("\(tensor.dtype?.rawValue ?? tensor.storedDType)[\(sizes)]\n".utf8))
  }

  mutating func append(_ bytes: UnsafeRawBufferPointer) { hash.update(bufferPointer: bytes) }

  func hexadecimal() -> String { Self.hexadecimal(hash.finalize()) }

  static func ofAll(_ tensors: [TensorInspection]) -> String {
    let lines = tensors.map { tensor in
      let name = hexadecimal(Crypto.SHA256.hash(data: Array(tensor.name.utf8)))
      return "\(name) \(tensor.digest ?? "")\n"
    }
    var hash = Crypto.SHA256()
    for line in lines.sorted() { hash.update(data: Array(line.utf8)) }
    return hexadecimal(hash.finalize())
  }

  private static func hexadecimal(_ digest: Crypto.SHA256.Digest) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
