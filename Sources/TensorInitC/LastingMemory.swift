import CTensorInit
import TensorInit

/// Texts as C has them, which stay where they are as long as the object.
final class TextMemory: @unchecked Sendable {
  private let pointers: [UnsafeMutablePointer<CChar>]

  init(_ texts: some Sequence<String>) {
    pointers = texts.map { text in
      let bytes = text.utf8CString
      let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
      pointer.initialize(from: Array(bytes), count: bytes.count)
      return pointer
    }
  }

  deinit { for pointer in pointers { pointer.deallocate() } }

  var count: Int { pointers.count }

  subscript(index: Int) -> UnsafePointer<CChar> { UnsafePointer(pointers[index]) }
}

/// Descriptions of tensors as C has them, whose names and shapes stay where they are as long as the object.
final class SpecMemory: @unchecked Sendable {
  private let specs: [TensorSpec]
  private let names: TextMemory
  private let sizes: UnsafeMutablePointer<Int64>
  /// Where each tensor's sizes begin.
  private let places: [Int]

  init(_ specs: [TensorSpec]) {
    self.specs = specs
    names = TextMemory(specs.lazy.map(\.name))
    var all: [Int64] = []
    var places: [Int] = []
    for spec in specs {
      places.append(all.count)
      all += spec.shape.map(Int64.init)
    }
    sizes = .allocate(capacity: all.count)
    sizes.initialize(from: all, count: all.count)
    self.places = places
  }

  deinit { sizes.deallocate() }

  subscript(index: Int) -> ti_tensor_spec {
    let spec = specs[index]
    return ti_tensor_spec(
      name: names[index], rank: Int32(clamping: spec.shape.count), shape: sizes + places[index],
      dtype: ti_dtype(spec.dtype.code), is_buffer: spec.isBuffer ? 1 : 0, reserved: (nil, nil))
  }
}
