/// A part of a parsed line.
indirect enum Syntax {
  case constant(KValue, column: Int)
  case name(String, column: Int)
  /// `(a;b;c)`, evaluated from the last to the first.
  case list([Syntax])
  /// `name:value`
  case assignment(String, Syntax)
  /// `name+:value`
  case amendment(String, verb: Character, Syntax, column: Int)
  /// `function argument`, `function[argument;...]`, `list index`
  case application(Syntax, Arguments, column: Int)
  /// `left+right`, or `left each right` with the name of a function.
  case infix(String, Syntax, Syntax, column: Int)

  enum Arguments {
    case one(Syntax)
    case bracketed([Syntax])
  }

  /// Where an error of applying it is shown.
  var column: Int {
    switch self {
    case .constant(_, let column), .name(_, let column), .amendment(_, _, _, let column),
      .application(_, _, let column), .infix(_, _, _, let column):
      column
    case .list(let items): items.first?.column ?? 0
    case .assignment(_, let value): value.column
    }
  }
}
