/// A picture with what is to be said of it, as the template shows it.
struct Figure: Sendable {
  let title: String
  let svg: String
  let caption: String
  /// The ends of the colours of a heat map.
  var ramp: Ramp?

  struct Ramp: Sendable {
    let low: String
    let high: String
    let hasBothSigns: Bool
  }
}
