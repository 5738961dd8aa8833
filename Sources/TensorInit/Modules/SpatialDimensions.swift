/// Over how many dimensions a convolution or a batch normalization works.
public protocol SpatialDimensions {
  static var count: Int { get }
}

/// One spatial dimension: sequences.
public enum OneDimension: SpatialDimensions {
  public static var count: Int { 1 }
}

/// Two spatial dimensions: images.
public enum TwoDimensions: SpatialDimensions {
  public static var count: Int { 2 }
}

/// Three spatial dimensions: volumes.
public enum ThreeDimensions: SpatialDimensions {
  public static var count: Int { 3 }
}

/// The size of a convolution's kernel: one number for all dimensions, or an array of one for each.
public protocol KernelSize {
  /// The size in each of `count` dimensions; `nil` where it has another number of them.
  func sizes(dimensions count: Int) -> [Int]?
}

extension Int: KernelSize {
  public func sizes(dimensions count: Int) -> [Int]? { Array(repeating: self, count: count) }
}

extension [Int]: KernelSize {
  public func sizes(dimensions count: Int) -> [Int]? { self.count == count ? self : nil }
}
