import TensorInit

extension Tensor {
  /// A tensor with the elements, the shape and the type of a k array.
  init(_ value: KValue, function: String) throws(KError) {
    guard let shape = value.arrayShape.map({ Shape($0) }) else {
      throw KError("\(function): expected a rectangular array of numbers of one type")
    }
    var rows = try KList(capacity: shape.dropLast().reduce(1, *))
    try value.appendRows(to: &rows)
    guard let all = try rows.items.first?.array?.joined(rows.items) else {
      throw KError("\(function): the array is empty")
    }
    try Workspace.require(all.count, of: Int8.self)
    self = try translated(function) { () throws(TensorInitError) in
      switch all.type {
      case .boolean: try Tensor(all.elements(Bool.self) ?? [], shape: shape)
      case .byte: try Tensor(all.elements(UInt8.self) ?? [], shape: shape)
      case .char:
        try Tensor(
          (all.elements(KCharacter.self) ?? []).map { Int8(bitPattern: $0.byte) }, shape: shape)
      case .short: try Tensor(all.elements(Int16.self) ?? [], shape: shape)
      case .int: try Tensor(all.elements(Int32.self) ?? [], shape: shape)
      case .long: try Tensor(all.elements(Int64.self) ?? [], shape: shape)
      case .real: try Tensor(all.elements(Float.self) ?? [], shape: shape)
      default: try Tensor(all.elements(Double.self) ?? [], shape: shape)
      }
    }
  }

  /// The elements as a k array.
  func kValue(function: String) throws(KError) -> KValue {
    // One array of elements, or where k has another type, two.
    try Workspace.require(count, of: Double.self)
    let elements: any KArray = try translated(function) { () throws(TensorInitError) in
      switch dtype {
      case .bool: try [Bool](self)
      case .uint8: try [UInt8](self)
      case .int8: try [Int8](self).map { KCharacter(byte: UInt8(bitPattern: $0)) }
      case .int16: try [Int16](self)
      case .int32: try [Int32](self)
      case .int64: try [Int64](self)
      case .float32: try [Float](self)
      case .float64: try [Double](self)
      // k has no narrower type.
      case .float16, .bfloat16: doubles().map { Float($0) }
      }
    }
    guard shape.count != 0 else { return .atom(elements) }
    let shape = KValue.vector(shape.map { Int64($0) })
    return shape.count == 1 ? .vector(elements) : try Lists.take(shape, .vector(elements))
  }
}

extension DType {
  /// The k type of the array that a tensor of this dtype gives.
  var kType: KType {
    switch self {
    case .bool: .boolean
    case .uint8: .byte
    case .int8: .char
    case .int16: .short
    case .int32: .int
    case .int64: .long
    case .float32, .float16, .bfloat16: .real
    case .float64: .float
    }
  }
}

extension KValue {
  /// The shape of a rectangular array of numbers of one type; `nil` for anything else.
  var arrayShape: [Int]? {
    var type: KType?
    return arrayShape(&type)
  }

  private func arrayShape(_ type: inout KType?) -> [Int]? {
    switch self {
    case .atom(let array), .vector(let array):
      guard array.type != .symbol, type ?? array.type == array.type else { return nil }
      type = array.type
      return count.map { [$0] } ?? []
    case .list(let list):
      guard let first = list.items.first?.arrayShape(&type) else { return nil }
      for item in list.items.dropFirst() where item.arrayShape(&type) != first { return nil }
      return [list.items.count] + first
    case .dictionary, .function, .handle, .null: return nil
    }
  }

  /// Appends the simple lists of an array, or its only atom.
  fileprivate func appendRows(to rows: inout KList) throws(KError) {
    guard case .list(let list) = self else { return try rows.append(self) }
    for item in list.items { try item.appendRows(to: &rows) }
  }
}
