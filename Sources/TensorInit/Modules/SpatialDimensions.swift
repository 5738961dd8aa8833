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
