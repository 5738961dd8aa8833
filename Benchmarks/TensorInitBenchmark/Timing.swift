/// The seconds of one fill, as a median and its spread: a quarter and three quarters.
struct Timing: Codable, Hashable {
  let seconds: Double
  let quartiles: [Double]

  init(_ seconds: [Double]) {
    self.seconds = seconds.quantile(0.5)
    quartiles = [seconds.quantile(0.25), seconds.quantile(0.75)]
  }
}
