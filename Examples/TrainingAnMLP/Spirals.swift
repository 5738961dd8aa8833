import Foundation
import TensorInit

/// Points of two spirals, one within the other, that a network is to tell apart.
struct Spirals {
  /// Their places, of shape (count, 2), within a circle of radius 1.7: about 1 deviation.
  let points: Tensor
  /// Which spiral each is of, 1 or -1, of shape (count).
  let labels: Tensor

  init(count: Int, using generator: Generator) throws {
    points = try Tensor(
      shape: [count, 2], .normal(std: 0.03), using: generator.stream(named: "noise"))
    labels = try Tensor((0..<count).map { $0.isMultiple(of: 2) ? 1 : -1 as Float })
    let shares = try Tensor(shape: [count], .uniform(), using: generator.stream(named: "places"))
    try points.withMutableSpan(of: Float.self) { points in
      for (index, share) in try [Float](shares).enumerated() {
        let radius = share.squareRoot()
        let angle = 2 * Float.pi * radius + (index.isMultiple(of: 2) ? 0 : Float.pi)
        points[2 * index] += 1.7 * radius * cos(angle)
        points[2 * index + 1] += 1.7 * radius * sin(angle)
      }
    }
  }
}
