internal import COpenBLAS
public import TensorInit

/// A matrix as it stands in a product.
public enum Factor {
  case plain(Tensor)
  /// With its rows as columns.
  case transposed(Tensor)
}

/// Computes `result = left right`, of float32 matrices, by OpenBLAS.
///
/// - Precondition: The matrices' sizes fit.
public func multiply(_ left: Factor, _ right: Factor, into result: Tensor) throws {
  let (rows, inner) = left.size
  let (innerOfRight, columns) = right.size
  precondition(inner == innerOfRight && result.shape == [rows, columns])
  try left.tensor.withUnsafeBufferPointer(of: Float.self) { leftElements in
    try right.tensor.withUnsafeBufferPointer(of: Float.self) { rightElements in
      try result.withUnsafeMutableBufferPointer(of: Float.self) { elements in
        cblas_sgemm(
          CblasRowMajor, left.operation, right.operation,
          Int32(rows), Int32(columns), Int32(inner),
          1, leftElements.baseAddress, Int32(left.tensor.shape[1]),
          rightElements.baseAddress, Int32(right.tensor.shape[1]),
          0, elements.baseAddress, Int32(columns))
      }
    }
  }
}

extension Factor {
  fileprivate var tensor: Tensor {
    switch self {
    case .plain(let tensor), .transposed(let tensor): tensor
    }
  }

  fileprivate var size: (rows: Int, columns: Int) {
    switch self {
    case .plain(let tensor): (tensor.shape[0], tensor.shape[1])
    case .transposed(let tensor): (tensor.shape[1], tensor.shape[0])
    }
  }

  fileprivate var operation: CBLAS_TRANSPOSE {
    switch self {
    case .plain: CblasNoTrans
    case .transposed: CblasTrans
    }
  }
}
