/// Where the random bits of one tensor come from.
enum Draws {
  /// Element i gets those of its own position.
  case counted(CountedDraws)
  /// Of a sequence's engine: `count` elements get them one after the other, in an order of the law's own.
  case sequence(AnyObject, count: Int)

  /// The draws of a fill that was made for a counter-based generator.
  var counted: CountedDraws {
    guard case .counted(let draws) = self else {
      preconditionFailure("a fill is written with the generator that it was made for")
    }
    return draws
  }

  /// Those of another tensor, of so many elements, that is drawn instead of this one.
  func ofTensor(count: Int) -> Draws {
    if case .sequence(let engine, _) = self { .sequence(engine, count: count) } else { self }
  }

  /// Whether elements can only be drawn one after the other.
  var isSequence: Bool {
    if case .sequence = self { true } else { false }
  }
}
