/// The type of a tensor's elements.
public enum DType: String, CaseIterable, Sendable, Hashable, Codable, CustomStringConvertible {
  /// `Float`: 24 significant bits.
  case float32
  /// `Double`: 53 significant bits.
  case float64
  /// `Float16`: 11 significant bits, up to 65,504.
  case float16
  /// ``BFloat16``: 8 significant bits, with the exponents of float32.
  case bfloat16
  /// `Int8`.
  case int8
  /// `Int16`.
  case int16
  /// `Int32`.
  case int32
  /// `Int64`, and `Int`.
  case int64
  /// `UInt8`.
  case uint8
  /// `Bool`: a byte that is 0 or 1.
  case bool

  /// The dtype of this name, as in PyTorch and NumPy: `float32`, `bfloat16`, `int64`, `bool`, ...
  public init(named name: String) throws(TensorInitError) {
    self = try Names.find(name, among: Self.allCases, kind: "dtype") { [$0.rawValue] }
  }

  public var description: String { rawValue }

  /// The size of one element in bytes.
  public var byteCount: Int { facts.byteCount }

  /// Whether it is float32, float64, float16 or bfloat16.
  public var isFloatingPoint: Bool { facts.isFloatingPoint }
}

/// What there is to know of a dtype; nothing in it is counted, so that to look it up costs nothing.
struct DTypeFacts {
  let byteCount: Int
  let isFloatingPoint: Bool
  /// The Swift type of the elements.
  let elementType: any ConvertibleElement.Type
  /// The integers that it holds exactly, with all integers between them.
  let exactIntegers: ClosedRange<Int64>
  /// The largest finite value of a floating-point dtype; of an integer dtype, its maximum.
  let largestFinite: Double
  /// Its number in the C interface and for the kernels, which never changes.
  let code: Int32
  /// Its name in safetensors files.
  let safetensorsName: StaticString
  /// The place of its tensors in a safetensors file.
  let safetensorsRank: Int
  /// NumPy's name for the elements as they are stored; bfloat16 has none.
  let npyDescription: StaticString?

  fileprivate init(
    _ elementType: any ConvertibleElement.Type, bytes byteCount: Int,
    exactIntegers: ClosedRange<Int64>, largestFinite: Double? = nil, code: Int32,
    safetensors: (name: StaticString, rank: Int), npy npyDescription: StaticString?
  ) {
    self.byteCount = byteCount
    isFloatingPoint = largestFinite != nil
    self.elementType = elementType
    self.exactIntegers = exactIntegers
    self.largestFinite = largestFinite ?? Double(exactIntegers.upperBound)
    self.code = code
    safetensorsName = safetensors.name
    safetensorsRank = safetensors.rank
    self.npyDescription = npyDescription
  }
}

extension DType {
  @inline(__always)
  var facts: DTypeFacts {
    switch self {
    case .float32:
      DTypeFacts(
        Float.self, bytes: 4, exactIntegers: -(1 << 24)...(1 << 24),
        largestFinite: 0x1.fffffep127, code: 0, safetensors: ("F32", 2), npy: "<f4")
    case .float64:
      DTypeFacts(
        Double.self, bytes: 8, exactIntegers: -(1 << 53)...(1 << 53),
        largestFinite: 0x1.fffffffffffffp1023, code: 1, safetensors: ("F64", 1), npy: "<f8")
    case .float16:
      DTypeFacts(
        Float16.self, bytes: 2, exactIntegers: -(1 << 11)...(1 << 11),
        largestFinite: 0x1.ffcp15, code: 2, safetensors: ("F16", 5), npy: "<f2")
    case .bfloat16:
      DTypeFacts(
        BFloat16.self, bytes: 2, exactIntegers: -(1 << 8)...(1 << 8),
        largestFinite: 0x1.fep127, code: 3, safetensors: ("BF16", 4), npy: nil)
    case .int8:
      DTypeFacts(
        Int8.self, bytes: 1, exactIntegers: -0x80...0x7f, code: 4, safetensors: ("I8", 7),
        npy: "|i1")
    case .int16:
      DTypeFacts(
        Int16.self, bytes: 2, exactIntegers: -0x8000...0x7fff, code: 5, safetensors: ("I16", 6),
        npy: "<i2")
    case .int32:
      DTypeFacts(
        Int32.self, bytes: 4, exactIntegers: -0x8000_0000...0x7fff_ffff, code: 6,
        safetensors: ("I32", 3), npy: "<i4")
    case .int64:
      DTypeFacts(
        Int64.self, bytes: 8, exactIntegers: .min ... .max, code: 7, safetensors: ("I64", 0),
        npy: "<i8")
    case .uint8:
      DTypeFacts(
        UInt8.self, bytes: 1, exactIntegers: 0...0xff, code: 8, safetensors: ("U8", 8), npy: "|u1")
    case .bool:
      DTypeFacts(
        Bool.self, bytes: 1, exactIntegers: 0...1, code: 9, safetensors: ("BOOL", 9), npy: "|b1")
    }
  }

  /// The Swift type of this dtype's elements.
  package var elementType: any ConvertibleElement.Type { facts.elementType }

  /// Its number in the C interface.
  package var code: Int32 { facts.code }
}
