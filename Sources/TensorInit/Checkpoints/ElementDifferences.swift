/// Which elements of two tensors differ, in any bit.
public struct ElementDifferences: Sendable, Hashable {
  /// How many elements differ; of a dtype that the library has no arithmetic for, how many bytes.
  public private(set) var count = 0
  /// The place of the first in row-major order.
  public private(set) var first: Int?
  /// The largest distance of two elements: infinite where one of them is infinite or NaN, and `nil` where none differ and
  /// of a dtype that the library has no arithmetic for.
  public private(set) var largest: Double?

  package init() {}

  package mutating func add(_ other: ElementDifferences) {
    count += other.count
    first = [first, other.first].compactMap(\.self).min()
    largest = [largest, other.largest].compactMap(\.self).max()
  }

  /// Takes in elements and those that they are compared with.
  ///
  /// - Parameter start: The place of the first byte in the tensor's.
  package mutating func add(
    _ bytes: UnsafeRawBufferPointer, _ others: UnsafeRawBufferPointer, _ dtype: DType?,
    at start: Int
  ) {
    let size = dtype?.byteCount ?? 1
    for place in stride(from: 0, to: bytes.count, by: size) {
      let element = UnsafeRawBufferPointer(rebasing: bytes[place..<place + size])
      let other = UnsafeRawBufferPointer(rebasing: others[place..<place + size])
      guard !element.areEqual(to: other) else { continue }
      count += 1
      first = first ?? (start + place) / size
      if let dtype { largest = max(largest ?? 0, Self.distance(element, other, dtype)) }
    }
  }

  private static func distance(
    _ element: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer, _ dtype: DType
  ) -> Double {
    if dtype == .int64 {
      // Doubles don't tell all of them apart.
      let numbers = [element, other].map { Int128($0.loadUnaligned(as: Int64.self)) }
      return Double((numbers[0] - numbers[1]).magnitude)
    }
    let distance = (dtype.number(element) - dtype.number(other)).magnitude
    return distance.isNaN ? .infinity : distance
  }
}
