/// The seconds of one fill, as a median and its spread: a quarter and three quarters.
package struct Timing: Codable, Hashable {
  package let seconds: Double
  package let quartiles: [Double]

  package init(_ seconds: [Double]) {
    self.seconds = seconds.quantile(0.5)
    quartiles = [seconds.quantile(0.25), seconds.quantile(0.75)]
  }
}
