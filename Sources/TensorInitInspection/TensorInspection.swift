public import TensorInit

/// What is known of a tensor of a checkpoint.
public struct TensorInspection: Sendable {
  /// The tensor as its file describes it.
  public let tensor: StoredTensor
  /// The number of elements; 0 where there is no tensor of this shape.
  public let elementCount: Int
  /// `nil` for a dtype that the library has no arithmetic for.
  public let statistics: TensorStatistics?
  /// How many elements are in which interval; `nil` without statistics, and where no element is finite.
  public let histogram: Histogram?
  /// What the values look like, the most special first: a constant alone, else structures, then laws.
  public let appearances: [Appearance]
  /// The usual schemes whose deviation the values have, the nearest first; none for fewer than 1,000 elements, and
  /// where no law around 0 fits.
  public let schemes: [UsualScheme]
  /// The fans of the shape as PyTorch's layers keep weights, (out, in, kernel...); `nil` for fewer than 2 dimensions.
  public let fans: Fans?
  /// Parts that are equal to each other.
  public let repeatedBlocks: [RepeatedBlocks]
  /// SHA-256 of dtype, shape and bytes, in hexadecimal digits; `nil` where none was asked for.
  public let digest: String?
  /// Whether the values are such as are drawn or trained, of which none are equal by chance.
  let isDrawn: Bool

  /// The tensor's name in its file.
  public var name: String { tensor.name }

  /// The laws among the appearances, the most special first.
  public var laws: [Law] {
    appearances.compactMap { if case .law(let law) = $0 { law } else { nil } }
  }
}

/// Figures of a tensor's elements.
///
/// Those from `smallest` to `kurtosis` are of the finite elements, as of `x[np.isfinite(x)]`; `true` is 1.
/// They don't depend on the number of threads.
public struct TensorStatistics: Sendable, Hashable {
  /// The number of elements that are neither NaN nor infinite.
  public internal(set) var finiteCount = 0
  /// The number of elements that are 0, of either sign.
  public internal(set) var zeroCount = 0
  /// The number of elements that are NaN.
  public internal(set) var nanCount = 0
  /// The number of elements that are +infinity.
  public internal(set) var positiveInfinityCount = 0
  /// The number of elements that are -infinity.
  public internal(set) var negativeInfinityCount = 0
  /// The smallest finite element; `nil` where there is none.
  public internal(set) var smallest: Double?
  /// The largest finite element; `nil` where there is none.
  public internal(set) var largest: Double?
  /// The two for integer dtypes, exact.
  public internal(set) var integers: ClosedRange<Int64>?
  /// `nil` where no element is finite, as are the next three.
  public internal(set) var mean: Double?
  /// The standard deviation, with all elements as the divisor, as NumPy's.
  public internal(set) var deviation: Double?
  /// The third central moment by the deviation's third power; `nil` also where that is 0.
  public internal(set) var skewness: Double?
  /// The fourth central moment by the variance's square, 3 for a normal law; `nil` also where that is 0.
  public internal(set) var kurtosis: Double?

  /// The number of elements that are infinite, of either sign.
  public var infiniteCount: Int { positiveInfinityCount + negativeInfinityCount }
  /// The share of zeros of all elements; 0 where there are none.
  public var zeroShare: Double {
    let count = finiteCount + nanCount + infiniteCount
    return count == 0 ? 0 : Double(zeroCount) / Double(count)
  }
}

/// How many finite elements lie in intervals of equal width next to each other.
///
/// All elements are counted, in at most 128 intervals, of few elements in fewer; the first and the last are not empty.
public struct Histogram: Sendable, Hashable {
  /// A power of 2.
  public let width: Double
  /// The number of widths at which the first interval begins.
  ///
  /// Interval i is `Double(first + i) * width ..< Double(first + i + 1) * width`.
  public let first: Int
  /// How many elements each interval has.
  public let counts: [Int]

  /// Where an interval begins; where the last one ends for i = `counts.count`.
  public func edge(_ i: Int) -> Double {
    let edge = Double(first + i) * width
    return max(-.greatestFiniteMagnitude, min(.greatestFiniteMagnitude, edge))
  }
}

/// What values look like.
public enum Appearance: Sendable, Hashable {
  /// All elements are this number.
  case constant(Double)
  /// The values of an initializer that draws nothing, such as `eye`, `dirac` or `sinusoidal`.
  case structure(Structure)
  /// Rows or columns, whichever are longer, are perpendicular to each other and of this length, all of them.
  case semiOrthogonal(gain: Double)
  /// Rows, along the last axis, have this length.
  case rowsOfLength(Double)
  /// This many zeros are in every column, and the other elements are of the law that follows.
  case sparse(sparsity: Double)
  /// So many rows, along the first axis, are zeros; the first of them.
  case zeroRows(count: Int, first: Int)
  /// Values that may be drawn from a law.
  case law(Law)

  /// In short, for a table: `zeros`, `0.5`, `eye`, `orthogonal`, `normal(std=0.02)`.
  public var text: String {
    switch self {
    case .constant(0): "zeros"
    case .constant(1): "ones"
    case .constant(let value): "constant(\(value.shortest))"
    case .structure(let structure): structure.expression
    case .semiOrthogonal(let gain):
      gain == 1 ? "orthogonal" : "orthogonal(gain=\(gain.shortest))"
    case .rowsOfLength(let length):
      length == 1 ? "rows of length 1" : "rows of length \(length.shortest)"
    case .sparse(let sparsity): "sparse(sparsity=\(sparsity.shortest))"
    case .zeroRows(let count, _): count == 1 ? "1 zero row" : "\(count) zero rows"
    case .law(let law):
      law.isOfNonzeroElements ? "\(law.expression) of the elements that are not 0" : law.expression
    }
  }
}

/// Values that an initializer without draws gives.
public struct Structure: Sendable, Hashable {
  /// The initializer's name.
  public let name: String
  /// The initializer as the library writes it.
  public let expression: String
  /// How far an element is at most from what the library's initializer gives.
  public let largestDifference: Double
}

/// A law that values may be drawn from: a test of goodness of fit does not tell them from it.
public struct Law: Sendable, Hashable {
  /// The initializer's name: `normal`, `uniform`, `trunc_normal`, ...
  public let name: String
  /// The initializer as the library writes it, with parameters as far as the values tell them.
  public let expression: String
  /// The parameters by their names, as estimated.
  public let parameters: [LawParameter]
  /// The standard deviation of the law; `nil` where it has none.
  public let deviation: Double?
  /// How likely values of this law are further from it than these.
  public let pValue: Double
  /// Whether it is the law only of the elements that are not 0, and nothing else tells where zeros are.
  public internal(set) var isOfNonzeroElements = false

  /// The parameter of this name as estimated; `nil` where the law has none.
  public subscript(parameter: String) -> Double? {
    parameters.first { $0.name == parameter }?.value
  }
}

/// A parameter of a law.
public struct LawParameter: Sendable, Hashable {
  /// The name, as the initializer's expression has it: `std`, `low`, ...
  public let name: String
  /// The value as estimated.
  public let value: Double

  /// A parameter of this name and value.
  public init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }
}

extension Law {
  /// The share of the law's values that are at most `value`; `nil` where the law is not continuous.
  public func cumulative(_ value: Double) -> Double? {
    LawShape(self)?.cumulative(value)
  }

  /// The density at a value; `nil` where the law is not continuous.
  public func density(_ value: Double) -> Double? {
    LawShape(self)?.density(value)
  }
}

/// A usual scheme, and the deviation that it asks for.
public struct UsualScheme: Sendable, Hashable {
  /// For people: `Kaiming, fan in, relu`.
  public let name: String
  /// The initializer as the library writes it: `kaiming_normal(nonlinearity=relu)`; `nil` where it needs to know more
  /// than the tensor's shape.
  public let expression: String?
  /// The standard deviation that it asks for.
  public let deviation: Double
  /// The values' deviation by it.
  public let ratio: Double
}

/// Parts of a tensor, of the same size and next to each other along an axis, of which some are equal.
public struct RepeatedBlocks: Sendable, Hashable {
  /// The axis along which the tensor is split, counted from 0.
  public let axis: Int
  /// Into how many parts the axis is split.
  public let partCount: Int
  /// The parts that are equal to each other, as lists of two or more, each ascending.
  public let equalParts: [[Int]]
}
