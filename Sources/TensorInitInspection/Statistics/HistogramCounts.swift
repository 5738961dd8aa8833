/// Counts of numbers in intervals whose width, a power of 2, grows with the range of the numbers.
///
/// Intervals begin at multiples of their width, so that two of one width make one of the next: however numbers are
/// split into parts, the counts of all are the same.
struct HistogramCounts: Sendable {
  static let mostIntervals = 128

  private var range: ClosedRange<Double>?
  private var exponent = Self.smallestExponent
  private var first = 0
  private var counts: [Int] = []

  private static let smallestExponent = -1000

  /// Widens the range of the intervals, so that they hold these numbers.
  mutating func extend(to numbers: ClosedRange<Double>) {
    let wider =
      range.map {
        min($0.lowerBound, numbers.lowerBound)...max($0.upperBound, numbers.upperBound)
      } ?? numbers
    guard wider != range else { return }
    let magnitude = max(wider.lowerBound.magnitude, wider.upperBound.magnitude)
    var next = exponent
    // An interval's number fits an Int by far, and intervals aren't narrower than the numbers' own distances.
    if magnitude > 0 { next = max(next, Int(magnitude.exponent) - 40) }
    while Self.index(of: wider.upperBound, next) - Self.index(of: wider.lowerBound, next)
      >= Self.mostIntervals
    {
      next += 1
    }
    let lower = Self.index(of: wider.lowerBound, next)
    var widened = [Int](
      repeating: 0, count: Self.index(of: wider.upperBound, next) - lower + 1)
    for (index, count) in counts.enumerated() where count > 0 {
      widened[((first + index) >> (next - exponent)) - lower] += count
    }
    (range, exponent, first, counts) = (wider, next, lower, widened)
  }

  /// Counts numbers, all within the range.
  ///
  /// - Parameter ends: The smallest and the largest of them.
  mutating func count(_ numbers: UnsafeBufferPointer<Double>, between ends: ClosedRange<Double>) {
    let lowest = Self.index(of: ends.lowerBound, exponent)
    guard lowest != Self.index(of: ends.upperBound, exponent) else {
      counts[lowest - first] += numbers.count
      return
    }
    let scale = Double.power(of: -exponent)
    let first = first
    counts.withUnsafeMutableBufferPointer { counts in
      for number in numbers {
        let scaled = number * scale
        // Towards zero is up for negative numbers, but for whole ones.
        let cut = Int(scaled)
        counts[cut - (Double(cut) > scaled ? 1 : 0) - first] += 1
      }
    }
  }

  mutating func add(_ other: HistogramCounts) {
    guard let range = other.range else { return }
    extend(to: range)
    for (index, count) in other.counts.enumerated() where count > 0 {
      counts[((other.first + index) >> (exponent - other.exponent)) - first] += count
    }
  }

  private static func index(of number: Double, _ exponent: Int) -> Int {
    Int((number * .power(of: -exponent)).rounded(.down))
  }

  /// `nil` where there are no numbers; of few numbers there are fewer intervals, some of twice their square root.
  var histogram: Histogram? {
    guard range != nil else { return nil }
    let total = counts.reduce(0, +)
    let most = max(16, Int(2 * Double(total).squareRoot()))
    var (exponent, first, counts) = (exponent, first, counts)
    while counts.count > most {
      var halved = [Int](repeating: 0, count: ((first + counts.count - 1) >> 1) - (first >> 1) + 1)
      for (index, count) in counts.enumerated() {
        halved[((first + index) >> 1) - (first >> 1)] += count
      }
      (exponent, first, counts) = (exponent + 1, first >> 1, halved)
    }
    return Histogram(width: .power(of: exponent), first: first, counts: counts)
  }
}
