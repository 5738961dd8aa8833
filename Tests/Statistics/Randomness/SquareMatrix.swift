/// A small square matrix.
struct SquareMatrix {
  let size: Int
  /// Row by row.
  var elements: [Double]

  private subscript(row: Int, column: Int) -> Double {
    get { elements[row * size + column] }
    set { elements[row * size + column] = newValue }
  }

  var trace: Double { (0..<size).reduce(0) { $0 + self[$1, $1] } }

  func times(_ other: SquareMatrix) -> SquareMatrix {
    var product = SquareMatrix(size: size, elements: .init(repeating: 0, count: size * size))
    for row in 0..<size {
      for inner in 0..<size {
        let factor = self[row, inner]
        for column in 0..<size { product[row, column] += factor * other[inner, column] }
      }
    }
    return product
  }

  var symmetricPart: SquareMatrix {
    var part = self
    for row in 0..<size {
      for column in 0..<size { part[row, column] = (self[row, column] + self[column, row]) / 2 }
    }
    return part
  }

  /// By elimination.
  var determinant: Double {
    var (rest, determinant) = (self, 1.0)
    for column in 0..<size {
      let pivot = (column..<size).max { abs(rest[$0, column]) < abs(rest[$1, column]) } ?? column
      if pivot != column {
        determinant = -determinant
        for place in 0..<size {
          (rest[pivot, place], rest[column, place]) = (rest[column, place], rest[pivot, place])
        }
      }
      determinant *= rest[column, column]
      guard rest[column, column] != 0 else { return 0 }
      for row in column + 1..<size {
        let factor = rest[row, column] / rest[column, column]
        for place in column..<size { rest[row, place] -= factor * rest[column, place] }
      }
    }
    return determinant
  }

  /// Those of a symmetric matrix, by Jacobi's rotations (1846).
  var eigenvalues: [Double] {
    var rest = self
    for _ in 0..<20 {
      var beside = 0.0
      for p in 0..<size {
        for q in p + 1..<size {
          let element = rest[p, q]
          beside += element * element
          guard abs(element) > 1e-14 else { continue }
          let ratio = (rest[q, q] - rest[p, p]) / (2 * element)
          let tangent =
            (ratio < 0 ? -1 : 1) / (abs(ratio) + (ratio * ratio + 1).squareRoot())
          let cosine = 1 / (tangent * tangent + 1).squareRoot()
          let sine = tangent * cosine
          for place in 0..<size {
            let (x, y) = (rest[place, p], rest[place, q])
            (rest[place, p], rest[place, q]) = (cosine * x - sine * y, sine * x + cosine * y)
          }
          for place in 0..<size {
            let (x, y) = (rest[p, place], rest[q, place])
            (rest[p, place], rest[q, place]) = (cosine * x - sine * y, sine * x + cosine * y)
          }
        }
      }
      if beside < 1e-22 { break }
    }
    return (0..<size).map { rest[$0, $0] }
  }
}
