extension KSession {
  /// The names of the functions that reach tensors, in alphabetical order.
  public static var functionNames: [String] { Calls.functions.keys.sorted() }
}
