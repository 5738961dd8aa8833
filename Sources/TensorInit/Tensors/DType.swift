/// The type of a tensor's elements.
public enum DType: String, CaseIterable, Sendable, Hashable, CustomStringConvertible {
  case float32, float64, float16, bfloat16
  case int8, int16, int32, int64, uint8
  case bool

  /// The dtype of this name, as in PyTorch and NumPy: `float32`, `bfloat16`, `int64`, `bool`, ...
  public init(named name: String) throws(TensorInitError) {
    self = try Names.find(name, among: Self.allCases, kind: "dtype") { [$0.rawValue] }
  }

  public var description: String { rawValue }

  /// The size of one element in bytes.
  public var byteCount: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .float16, .bfloat16, .int16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  public var isFloatingPoint: Bool {
    switch self {
    case .float32, .float64, .float16, .bfloat16: true
    case .int8, .int16, .int32, .int64, .uint8, .bool: false
    }
  }
}
