/// Which functions read their arguments alike.
///
/// k has no labels: whether the second argument selects tensors or is the first option follows from its
/// type, from the number of arguments, and from what the first argument is. These are all the rules.
enum CallFamily {
  /// (x), (x; selector)
  case plain
  /// (x), (x; options..), (x; selector), (x; selector; options..)
  case distribution(options: Int)
  /// (x), (x; gain), (x; selector), (x; selector; gain)
  ///
  /// In the second place a long selects, so that a gain there has a decimal point; behind a selector,
  /// any number is the gain.
  case gained
  /// (x; value), (x; selector; value)
  case fill
  /// (x; fraction), (x; fraction; std), (x; selector; fraction), (x; selector; fraction; std)
  case sparse
  /// (x; options..), (x; selector; options..), the options in any order
  case kaiming

  /// How many options there may be.
  var maximumOptions: Int {
    switch self {
    case .plain: 0
    case .distribution(let options): options
    case .gained, .fill: 1
    case .sparse: 2
    case .kaiming: 3
    }
  }

  /// Whether the first of the arguments after `target` selects.
  func selects(_ rest: [KValue], in target: CallTarget) -> Bool {
    guard let second = rest.first else { return false }
    // Lists are never options, and neither are names but those that Kaiming's functions take.
    let isList = second.count != nil
    let isName = second.name != nil
    switch self {
    case .plain: return true
    // With every option given, what is left over selects. Where there are two options, as for the
    // normal distribution, that is more than three arguments: (x; selector; mean; std). Of exponential
    // and geometric, which have one, it is three: (x; selector; rate).
    case .distribution(let options): return isList || isName || rest.count > options
    case .gained: return isList || isName || second.isLong
    case .fill: return rest.count > 1
    // A fraction may be the whole number 1; alone it is the fraction, which is required.
    case .sparse: return isList || isName || second.isLong && rest.count > 1
    case .kaiming:
      if isList { return true }
      switch target {
      case .tensor, .vector: return second.isLong
      case .dictionary: return second.name.map { !KaimingOptions.isOption($0) } ?? false
      case .holder: return isName
      case .array: return false
      }
    }
  }
}
