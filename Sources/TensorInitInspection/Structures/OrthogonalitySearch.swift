import TensorInit

/// Finds out whether rows or columns of a matrix are perpendicular to each other, or have one length.
struct OrthogonalitySearch {
  let elements: ElementReader
  let columns: ColumnProducts
  let statistics: TensorStatistics

  /// How many vectors are multiplied with each other at most.
  private static let mostVectors = 32
  /// How many elements of vectors are in memory at most.
  private static let mostElements = 1 << 22

  private var shape: Shape { elements.tensor.shape }

  func appearance() throws(TensorInitError) -> Appearance? {
    guard elements.dtype.isFloatingPoint, shape.count >= 2,
      statistics.finiteCount == elements.count, let deviation = statistics.deviation,
      (0x1p-400...0x1p400).contains(deviation)
    else { return nil }
    let rows = shape[0]
    let length = elements.count / rows
    if rows <= length {
      if rows >= 2, let found = try rowsFound(rows, length) { return found }
    } else if length >= 2, let found = try columnsFound(rows, length, spacing: 1, offset: 0) {
      return found
    }
    if let found = try deltaFound() { return found }
    let last = shape[shape.count - 1]
    // Of a matrix that isn't tall the rows were looked at.
    return try rowsOfOneLength(elements.count / last, last)
  }

  /// How far a cosine may be from 0, and a length from another as a share, of vectors of so many elements: rounding of
  /// the elements, whose share falls with the square root of their number as that of random vectors does, and of
  /// computation.
  private func tolerance(_ length: Int) -> Double {
    let rounding =
      switch elements.dtype {
      case .bfloat16: 0x1p-9
      case .float16: 0x1p-12
      default: 0x1p-25
      }
    return 8 * rounding / Double(length).squareRoot() + 5e-6
  }

  // MARK: Rows

  private func rowsFound(_ rows: Int, _ length: Int) throws(TensorInitError) -> Appearance? {
    // All rows that are multiplied are in memory.
    guard length <= Self.mostElements / 2, let products = try rowProducts([0, 1], length),
      products.areOrthogonal(tolerance(length))
    else { return nil }
    let places = Self.places(rows, most: min(Self.mostVectors, Self.mostElements / length))
    guard let all = try rowProducts(places, length), all.areOrthogonal(tolerance(length)) else {
      return nil
    }
    guard try areAllRowsOrthogonal(rows, length) else { return nil }
    return .semiOrthogonal(gain: all.length)
  }

  private func rowsOfOneLength(_ rows: Int, _ length: Int) throws(TensorInitError) -> Appearance? {
    guard rows >= 2, length >= 8, length <= 1 << 20 else { return nil }
    let few = try lengths(of: [0, rows - 1], length)
    guard few.min > 0, few.max / few.min - 1 <= tolerance(length) else { return nil }
    let lengths = try lengths(ofAll: rows, length)
    guard lengths.min > 0, lengths.max / lengths.min - 1 <= tolerance(length) else { return nil }
    let value = (lengths.min + lengths.max) / 2
    return .rowsOfLength(value.rounded(toDigits: elements.dtype == .bfloat16 ? 2 : 4))
  }

  private func lengths(
    of rows: [Int], _ length: Int
  ) throws(TensorInitError) -> (min: Double, max: Double) {
    var (least, most) = (Double.infinity, 0.0)
    for row in rows {
      var sum = 0.0
      try elements.forEach(in: row * length..<(row + 1) * length) {
        numbers, _ throws(TensorInitError) in
        for number in numbers { sum += number * number }
      }
      least = min(least, sum.squareRoot())
      most = max(most, sum.squareRoot())
    }
    return (least, most)
  }

  private func lengths(
    ofAll rows: Int, _ length: Int
  ) throws(TensorInitError) -> (min: Double, max: Double) {
    var (least, most) = (Double.infinity, 0.0)
    var (sum, column) = (0.0, 0)
    try elements.forEach(in: 0..<rows * length) { numbers, _ throws(TensorInitError) in
      for number in numbers {
        sum += number * number
        column += 1
        guard column == length else { continue }
        least = min(least, sum.squareRoot())
        most = max(most, sum.squareRoot())
        (sum, column) = (0, 0)
      }
    }
    return (least, most)
  }

  private func rowProducts(
    _ rows: [Int], _ length: Int
  ) throws(TensorInitError) -> Products? {
    guard rows.count >= 2 else { return nil }
    var vectors: [[Double]] = []
    for row in rows {
      vectors.append(try elements.elements(row * length..<(row + 1) * length))
    }
    var products = Products(count: rows.count)
    for first in rows.indices {
      for second in first..<rows.count {
        var sum = 0.0
        for index in 0..<length { sum += vectors[first][index] * vectors[second][index] }
        products[first, second] = sum
      }
    }
    return products
  }

  // MARK: All of them

  // All vectors are perpendicular to each other and of one length, as few are, if what the matrix of their products
  // makes of random signs is a multiple of these (Freivalds, 1979): one vector that isn't so changes it.

  private static func sign(_ place: Int) -> Double {
    SamplePlaces.mixed(UInt64(truncatingIfNeeded: place)) & 1 == 0 ? 1 : -1
  }

  private func areAllRowsOrthogonal(_ rows: Int, _ length: Int) throws(TensorInitError) -> Bool {
    var sums = [Double](repeating: 0, count: length)
    try forEachElement(length) { number, row, column in sums[column] += Self.sign(row) * number }
    var products = [Double](repeating: 0, count: rows)
    try forEachElement(length) { number, row, column in products[row] += sums[column] * number }
    return areSigns(products, length)
  }

  private func areAllColumnsOrthogonal(
    _ rows: Int, _ length: Int, spacing: Int, offset: Int
  ) throws(TensorInitError) -> Bool {
    guard length <= Self.mostElements else { return false }
    let signs = (0..<length).map(Self.sign)
    var vector = [Double](repeating: 0, count: length)
    var products = vector
    try forEachElement(length * spacing) { number, _, place in
      guard spacing == 1 || place % spacing == offset else { return }
      let column = place / spacing
      vector[column] = number
      guard column == length - 1 else { return }
      var sum = 0.0
      for index in 0..<length { sum += signs[index] * vector[index] }
      for index in 0..<length { products[index] += sum * vector[index] }
    }
    return areSigns(products, rows)
  }

  /// - Parameter body: Called with each element, its row and its place in it.
  private func forEachElement(
    _ rowLength: Int, _ body: (Double, Int, Int) -> Void
  ) throws(TensorInitError) {
    var (row, place) = (0, 0)
    try elements.forEach(in: 0..<elements.count) { numbers, _ throws(TensorInitError) in
      for number in numbers {
        body(number, row, place)
        place += 1
        if place == rowLength { (row, place) = (row + 1, 0) }
      }
    }
  }

  /// Whether numbers are the signs times one number, as far as rounding of vectors of so many elements lets them.
  private func areSigns(_ products: [Double], _ length: Int) -> Bool {
    let unsigned = products.enumerated().map { $1 * Self.sign($0) }
    let square = unsigned.reduce(0, +) / Double(products.count)
    // Each is a sum over all vectors, whose errors are independent.
    let error = tolerance(length) * (1 + Double(products.count).squareRoot()) * square
    return square > 0 && unsigned.allSatisfy { ($0 - square).magnitude <= error }
  }

  // MARK: Columns

  /// - Parameters:
  ///   - spacing: How far apart the matrix' elements are in the tensor.
  ///   - offset: The place of the first.
  private func columnsFound(
    _ rows: Int, _ length: Int, spacing: Int, offset: Int
  ) throws(TensorInitError) -> Appearance? {
    let tolerance = tolerance(rows)
    if spacing == 1 {
      var few = Products(count: 2)
      (few[0, 0], few[0, 1], few[1, 1]) = (columns.first, columns.both, columns.second)
      guard few.areOrthogonal(tolerance) else { return nil }
    }
    // Half a thousand million products take a second.
    var most = Self.mostVectors
    while most > 2, rows > 1 << 29 / (most * most) { most /= 2 }
    let places = Self.places(length, most: most)
    guard places.count >= 2 else { return nil }
    var products = Products(count: places.count)
    var row = [Double](repeating: 0, count: places.count)
    var next = 0
    var start = 0
    var isZeroElsewhere = true
    try elements.forEach(in: 0..<elements.count) { numbers, first throws(TensorInitError) in
      if spacing > 1 {
        for (index, number) in numbers.enumerated() where number != 0 {
          isZeroElsewhere = isZeroElsewhere && (first + index) % spacing == offset
        }
      }
      while true {
        let place = (start + places[next]) * spacing + offset
        guard place < first + numbers.count else { break }
        row[next] = numbers[place - first]
        next += 1
        guard next == places.count else { continue }
        products.add(row)
        next = 0
        start += length
      }
    }
    guard isZeroElsewhere, products.areOrthogonal(tolerance),
      try areAllColumnsOrthogonal(rows, length, spacing: spacing, offset: offset)
    else { return nil }
    return .semiOrthogonal(gain: products.length)
  }

  /// A matrix at the centre of a kernel that is zeros elsewhere.
  private func deltaFound() throws(TensorInitError) -> Appearance? {
    guard (3...5).contains(shape.count), shape[0] >= shape[1], shape[1] >= 2 else { return nil }
    let kernel = shape.dropFirst(2)
    let size = kernel.reduce(1, *)
    guard size > 1, statistics.zeroCount >= elements.count - elements.count / size,
      let found = try columnsFound(
        shape[0], shape[1], spacing: size, offset: kernel.reduce(0) { $0 * $1 + ($1 - 1) / 2 }),
      case .semiOrthogonal(let gain) = found
    else { return nil }
    return .structure(
      Structure(
        name: "delta_orthogonal",
        expression: gain == 1 ? "delta_orthogonal" : "delta_orthogonal(gain=\(gain.shortest))",
        largestDifference: 0))
  }

  /// Some of so many, at equal distances.
  private static func places(_ count: Int, most: Int) -> [Int] {
    let chosen = max(2, min(count, most))
    return (0..<min(chosen, count)).map { $0 * count / min(chosen, count) }
  }
}

/// Products of vectors with each other.
private struct Products {
  private let count: Int
  private var sums: [Double]

  init(count: Int) {
    self.count = count
    sums = Array(repeating: 0, count: count * count)
  }

  subscript(first: Int, second: Int) -> Double {
    get { sums[first * count + second] }
    set { sums[first * count + second] = newValue }
  }

  /// Adds the products of one element of each vector.
  mutating func add(_ elements: [Double]) {
    for first in 0..<count {
      for second in first..<count { self[first, second] += elements[first] * elements[second] }
    }
  }

  /// The vectors' length.
  var length: Double {
    let mean = (0..<count).reduce(0) { $0 + self[$1, $1] } / Double(count)
    return mean.squareRoot().rounded(toDigits: 3)
  }

  func areOrthogonal(_ tolerance: Double) -> Bool {
    let lengths = (0..<count).map { self[$0, $0].squareRoot() }
    guard let least = lengths.min(), let most = lengths.max(), least > 0 else { return false }
    guard (most / least - 1).magnitude <= tolerance else { return false }
    for first in 0..<count {
      for second in first + 1..<count
      where self[first, second].magnitude > tolerance * lengths[first] * lengths[second] {
        return false
      }
    }
    return true
  }
}
