extension TensorFileContents {
  /// The one tensor of an npy file, under the name that the file has without its extension.
  ///
  /// - Throws: `fileFailure`, which says what is wrong in the file.
  init(ofNPY file: OpenFile, stored: StoredFile) throws(TensorInitError) {
    let bytes = 0..<(try file.byteCount())
    do throws(NPYFault) {
      let header = try NPYHeader(of: file, in: bytes)
      tensors = [
        try header.tensor(named: PathParts(file.path).stem, in: bytes, of: stored, checked: nil)
      ]
    } catch {
      throw error.inFile(file.path, "npy", member: nil)
    }
    metadata = []
  }

  /// The tensors of an npz file: one for each member whose name ends in .npy, under the name without that ending.
  ///
  /// Other members are passed over.
  ///
  /// - Throws: `fileFailure`, which says what is wrong in the file.
  init(ofNPZ file: OpenFile, stored: StoredFile) throws(TensorInitError) {
    var tensors: [StoredTensor] = []
    for member in try ZipContents(of: file, endingIn: NPZLayout.memberExtension).members {
      let name = String(
        decoding: member.name.utf8.dropLast(NPZLayout.memberExtension.utf8.count), as: UTF8.self)
      do throws(NPYFault) {
        let header = try NPYHeader(of: file, in: member.data)
        tensors.append(
          try header.tensor(
            named: name, in: member.data, of: stored,
            checked: CheckedBytes(range: member.data, checksum: member.checksum)))
      } catch {
        throw error.inFile(file.path, "npz", member: member.name)
      }
    }
    self.tensors = tensors
    metadata = []
  }
}

/// What is wrong in an npy file or member.
private enum NPYFault: Error {
  case contents(String)
  case file(TensorInitError)

  func inFile(_ path: String, _ format: String, member: String?) -> TensorInitError {
    switch self {
    case .contents(let reason):
      .fileFailure(
        path: path, operation: "read as \(format)",
        reason: member.map { "'\($0)': \(reason)" } ?? reason)
    case .file(let fault): fault
    }
  }
}

/// The header of an npy file, of the versions 1 to 3.
private struct NPYHeader {
  /// The dtype as NumPy describes it; that of a structured dtype as it is written.
  private var description: String?
  private var isColumnMajor: Bool?
  private var shape: Shape?
  /// Where the elements begin in the file.
  private let end: Int

  /// The longest text of a header: NumPy reads 10,000 bytes by itself.
  private static let longest = 1 << 20

  /// - Parameter bytes: Where the npy file is.
  init(of file: OpenFile, in bytes: Range<Int>) throws(NPYFault) {
    let start = try file.npyBytes(min(12, bytes.count), at: bytes.lowerBound)
    guard start.count > 10, start.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw .contents("it doesn't begin as an npy file does")
    }
    guard (1...3).contains(start[6]), start[7] == 0 else {
      throw .contents("version \(start[6]).\(start[7]); expected 1.0, 2.0 or 3.0")
    }
    let isLong = start[6] > 1
    let textStart = isLong ? 12 : 10
    guard start.count >= textStart else { throw .contents("it ends within the header") }
    let length =
      isLong ? Int(start.load(UInt32.self, at: 8)) : Int(start.load(UInt16.self, at: 8))
    guard length <= min(Self.longest, bytes.count - textStart) else {
      throw .contents(
        "a header of \(length) bytes; expected at most "
          + "\(min(Self.longest, bytes.count - textStart))")
    }
    end = bytes.lowerBound + textStart + length
    var reader = PythonLiteralReader(
      try file.npyBytes(length, at: bytes.lowerBound + textStart))
    try read(from: &reader)
  }

  private mutating func read(from reader: inout PythonLiteralReader) throws(NPYFault) {
    try reader.require("{")
    while !reader.take("}") {
      let key = try reader.string()
      try reader.require(":")
      switch key {
      case "descr" where description == nil: description = try reader.stringOrList()
      case "fortran_order" where isColumnMajor == nil: isColumnMajor = try reader.bool()
      case "shape" where shape == nil: shape = Shape(try reader.integers())
      default: throw .contents("the header's key '\(key)' is unknown or given twice")
      }
      guard reader.take(",") else {
        try reader.require("}")
        break
      }
    }
    try reader.requireEnd()
  }

  /// - Parameter bytes: Where the npy file is.
  func tensor(
    named name: String, in bytes: Range<Int>, of file: StoredFile, checked: CheckedBytes?
  ) throws(NPYFault) -> StoredTensor {
    guard let description, let isColumnMajor, let shape else {
      throw .contents("the header lacks descr, fortran_order or shape")
    }
    guard let count = try? shape.elementCount else {
      throw .contents("there is no array of the shape \(shape)")
    }
    let room = bytes.upperBound - end
    let type = try NPYDType(description)
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: type.byteCount ?? 0)
    guard !overflow, type.byteCount == nil || byteCount == room else {
      throw .contents(
        "the header is followed by \(Names.counted(room, "byte")); expected those of "
          + "\(Names.counted(count, "element")) of '\(description)'")
    }
    var order: StoredOrder?
    if let size = type.byteCount, size > 0, byteCount > 0 {
      let isSwapped = type.isBigEndian && type.wordByteCount > 1
      let isTransposed = isColumnMajor && shape.count > 1
      if isSwapped || isTransposed {
        order = StoredOrder(
          elementByteCount: size, swappedByteCount: isSwapped ? type.wordByteCount : 1,
          columnMajor: isTransposed ? shape : nil)
      }
    }
    return StoredTensor(
      name: name, shape: shape, storedDType: description, dtype: type.dtype, byteCount: room,
      data: StoredData(file: file, offset: end, order: order, checked: checked))
  }
}

/// What NumPy's description of a dtype says, such as `<f4`.
private struct NPYDType {
  /// `nil` where it is not in the description: that of structured dtypes, and of Python's objects, which are pickled.
  let byteCount: Int?
  /// The size of the numbers of which an element consists.
  let wordByteCount: Int
  let isBigEndian: Bool
  let dtype: DType?

  init(_ description: String) throws(NPYFault) {
    var rest = description.utf8[...]
    isBigEndian = rest.first == UInt8(ascii: ">")
    if let first = rest.first, "<>=|".utf8.contains(first) { rest = rest.dropFirst() }
    let digits = rest.dropFirst().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let unit = rest.dropFirst(1 + digits.count)
    let size = Int(String(decoding: digits, as: UTF8.self))
    let kind = rest.first.map { Character(Unicode.Scalar($0)) }
    var dtype: DType?
    switch (kind, size, unit.isEmpty) {
    case ("O", _, true), ("[", _, _):
      (byteCount, wordByteCount) = (nil, 1)
    case ("?", nil, true):
      (byteCount, wordByteCount) = (1, 1)
      dtype = .bool
    case ("b", 1?, true), ("i", 1?, true), ("i", 2?, true), ("i", 4?, true), ("i", 8?, true),
      ("u", 1?, true), ("u", 2?, true), ("u", 4?, true), ("u", 8?, true), ("f", 2?, true),
      ("f", 4?, true), ("f", 8?, true), ("f", 12?, true), ("f", 16?, true):
      (byteCount, wordByteCount) = (size, size ?? 1)
      dtype = Self.dtypes[String(decoding: rest, as: UTF8.self)]
    case ("c", 8?, true), ("c", 16?, true), ("c", 24?, true), ("c", 32?, true):
      (byteCount, wordByteCount) = (size, (size ?? 2) / 2)
    case ("M", 8?, _), ("m", 8?, _): (byteCount, wordByteCount) = (8, 8)
    case ("S", let size?, true), ("a", let size?, true), ("V", let size?, true):
      (byteCount, wordByteCount) = (size, 1)
    case ("U", let size?, true) where size <= Int(Int32.max):
      (byteCount, wordByteCount) = (4 * size, 4)
    default: throw .contents("the dtype '\(description)' is unknown")
    }
    self.dtype = dtype
  }

  /// By their descriptions without the order of bytes.
  private static let dtypes: [String: DType] = Dictionary(
    uniqueKeysWithValues: DType.allCases.compactMap { dtype in
      dtype.facts.npyDescription.map { ("\($0)".dropFirst().description, dtype) }
    })
}

extension OpenFile {
  fileprivate func npyBytes(_ count: Int, at offset: Int) throws(NPYFault) -> [UInt8] {
    do throws(TensorInitError) {
      return try bytes(count: count, at: offset)
    } catch {
      throw .file(error)
    }
  }
}

/// Reads the literals of Python that stand in an npy file's header.
private struct PythonLiteralReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func fault(_ expected: String) -> NPYFault {
    .contents("the header can't be read: expected \(expected) at byte \(position)")
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      position += 1
    }
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func require(_ character: Unicode.Scalar) throws(NPYFault) {
    guard take(character) else { throw fault("'\(character)'") }
  }

  mutating func requireEnd() throws(NPYFault) {
    skipSpace()
    guard next == nil else { throw fault("the end") }
  }

  /// A string without escapes, which NumPy has no need of in what is read here.
  mutating func string() throws(NPYFault) -> String {
    let quote: UInt8
    if take("'") {
      quote = UInt8(ascii: "'")
    } else if take("\"") {
      quote = UInt8(ascii: "\"")
    } else {
      throw fault("a string")
    }
    let start = position
    while let byte = next, byte != quote {
      guard byte >= 0x20, byte != UInt8(ascii: "\\") else {
        throw fault("a string without escapes")
      }
      position += 1
    }
    guard next != nil else { throw fault("the string's end") }
    defer { position += 1 }
    return try text(from: start)
  }

  /// A string, or a list as it is written.
  mutating func stringOrList() throws(NPYFault) -> String {
    guard take("[") else { return try string() }
    let start = position - 1
    var depth = 1
    while depth > 0 {
      switch next {
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        _ = try string()
        continue
      case UInt8(ascii: "["), UInt8(ascii: "("): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: ")"): depth -= 1
      case nil: throw fault("the list's end")
      default: break
      }
      position += 1
    }
    return try text(from: start)
  }

  private func text(from start: Int) throws(NPYFault) -> String {
    guard let text = String(validating: bytes[start..<position], as: UTF8.self) else {
      throw fault("UTF-8 before")
    }
    return text
  }

  mutating func bool() throws(NPYFault) -> Bool {
    skipSpace()
    for (value, word) in [(true, "True"), (false, "False")] {
      if bytes[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return value
      }
    }
    throw fault("True or False")
  }

  /// A tuple of integers.
  mutating func integers() throws(NPYFault) -> [Int] {
    try require("(")
    var integers: [Int] = []
    while !take(")") {
      let start = position
      while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        position += 1
      }
      guard let integer = Int(String(decoding: bytes[start..<position], as: UTF8.self)) else {
        throw fault("an integer of 0 or more in 64 bits")
      }
      integers.append(integer)
      // Python 2 wrote long integers so.
      if next == UInt8(ascii: "L") { position += 1 }
      guard take(",") else {
        try require(")")
        break
      }
    }
    return integers
  }
}
