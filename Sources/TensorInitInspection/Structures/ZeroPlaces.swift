import TensorInit

/// Where the zeros of a tensor are.
struct ZeroPlaces {
  /// Rows along the first axis that are zeros.
  private(set) var rows = 0
  private(set) var firstRow = 0
  /// How many zeros each column of a matrix has, where it is the same number; `nil` where it isn't.
  private(set) var perColumn: Int?

  /// - Parameter isMatrix: Whether columns are looked at.
  init(of elements: ElementReader, isMatrix: Bool) throws(TensorInitError) {
    let rowCount = elements.tensor.shape[0]
    let length = elements.count / rowCount
    var zerosInRow = 0
    var columns = [Int](repeating: 0, count: isMatrix ? length : 0)
    var (rows, firstRow) = (0, 0)
    var (row, column) = (0, 0)
    try elements.forEach(in: 0..<elements.count) { numbers, _ throws(TensorInitError) in
      for number in numbers {
        if number == 0 {
          zerosInRow += 1
          if isMatrix { columns[column] += 1 }
        }
        column += 1
        guard column == length else { continue }
        if zerosInRow == length {
          if rows == 0 { firstRow = row }
          rows += 1
        }
        (row, column, zerosInRow) = (row + 1, 0, 0)
      }
    }
    (self.rows, self.firstRow) = (rows, firstRow)
    if let first = columns.first, first > 0, columns.allSatisfy({ $0 == first }) {
      perColumn = first
    }
  }
}
