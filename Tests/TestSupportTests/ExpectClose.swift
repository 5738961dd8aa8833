import Testing

/// Expects a number within a relative distance of another.
func expectClose(
  _ value: Double, _ expected: Double, within tolerance: Double, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    abs(value - expected) <= tolerance * abs(expected), comment, sourceLocation: sourceLocation)
}
