/// Over how many dimensions a convolution or a batch normalization works.
public protocol SpatialDimensions {
  /// The number of dimensions, 1 to 3.
  static var count: Int { get }
}

/// One spatial dimension: sequences.
public enum OneDimension: SpatialDimensions {
  /// 1.
  public static var count: Int { 1 }
}

/// Two spatial dimensions: images.
public enum TwoDimensions: SpatialDimensions {
  /// 2.
  public static var count: Int { 2 }
}

/// Three spatial dimensions: volumes.
public enum ThreeDimensions: SpatialDimensions {
  /// 3.
  public static var count: Int { 3 }
}
