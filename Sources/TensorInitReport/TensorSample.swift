import TensorInit

/// Some elements of a stored tensor, in rows and columns that are evenly spaced.
struct TensorSample {
  /// Row after row.
  let values: [Double]
  let columns: Int
  /// How many rows and columns the whole has.
  let size: (rows: Int, columns: Int)

  var rows: Int { columns == 0 ? 0 : values.count / columns }
  var isWhole: Bool { rows == size.rows && columns == size.columns }

  /// A sample of a tensor seen as a matrix, whose rows are the first dimension.
  ///
  /// - Parameters:
  ///   - size: Of the matrix; no product of it overflows, as the tensor is in the file.
  ///   - most: The most rows and columns that are read.
  init(
    of tensor: StoredTensor, size: (rows: Int, columns: Int), most: (rows: Int, columns: Int),
    from reader: CheckpointReader
  ) throws(TensorInitError) {
    let dtype = try tensor.spec.dtype
    let rows = Self.places(min(size.rows, most.rows), of: size.rows)
    // Of a row that is longer than this, its beginning stands for all.
    let width = min(size.columns, Self.longestRow)
    let columns = Self.places(min(width, most.columns), of: width)
    let row = try Tensor(zeros: [width], dtype: dtype)
    var values: [Double] = []
    values.reserveCapacity(rows.count * columns.count)
    for place in rows {
      let first = place * size.columns
      var failure: TensorInitError?
      row.withUnsafeMutableBytes { bytes in
        do throws(TensorInitError) {
          try reader.read(first..<first + width, of: tensor, into: bytes)
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
      let elements = row.doubles()
      values += columns.map { elements[$0] }
    }
    self.values = values
    self.columns = columns.count
    self.size = size
  }

  private static let longestRow = 1 << 20

  /// So many of 0 ..< size, each about as far from the next.
  static func places(_ count: Int, of size: Int) -> [Int] {
    count == size
      ? Array(0..<size) : (0..<count).map { size / count * $0 + size % count * $0 / count }
  }
}
