/// A word of a line.
struct Token {
  enum Kind {
    case constant(KValue)
    case name(String)
    /// `+ - * % # ! , ~ $ = < >`
    case verb(Character)
    /// `( ) [ ] ; :`
    case punctuation(Character)
  }

  var kind: Kind
  /// Where it starts, counted in characters.
  var column: Int
}
