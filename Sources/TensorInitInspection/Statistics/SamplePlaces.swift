/// Which elements of a tensor are its sample: all, or one of each of 32,768 runs of almost equal length, at a place of
/// the run that follows from its number.
struct SamplePlaces {
  static let largestCount = 1 << 15

  let elementCount: Int

  var count: Int { min(elementCount, Self.largestCount) }

  /// The place of a sample's element, which grows with its number.
  subscript(number: Int) -> Int {
    guard elementCount > Self.largestCount else { return number }
    let start = start(of: number)
    let length = self.start(of: number + 1) - start
    return start + Int(truncatingIfNeeded: Self.mixed(UInt64(number)) % UInt64(length))
  }

  /// The numbers of those whose places are in a range.
  func numbers(in range: Range<Int>) -> Range<Int> {
    func firstNumber(atOrAfter place: Int) -> Int {
      var (low, high) = (0, count)
      while low < high {
        let middle = (low + high) / 2
        if self[middle] < place { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return firstNumber(atOrAfter: range.lowerBound)..<firstNumber(atOrAfter: range.upperBound)
  }

  private func start(of number: Int) -> Int {
    let (quotient, remainder) = elementCount.quotientAndRemainder(dividingBy: Self.largestCount)
    return quotient * number + remainder * number / Self.largestCount
  }

  /// The finalizer of SplitMix64 (Steele, Lea and Flood, 2014).
  static func mixed(_ number: UInt64) -> UInt64 {
    var bits = (number &+ 1) &* 0x9e37_79b9_7f4a_7c15
    bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
    return bits ^ bits >> 31
  }
}
