// What the examples in documentation comments take as given. They are compiled, and don't run.

import TensorInit
import TensorInitRecipes

var weight: Tensor { fatalError() }
var bias: Tensor { fatalError() }
var shard: Tensor { fatalError() }
var model: Sequential { fatalError() }
var generator: Generator { fatalError() }
var recipe: Recipe { fatalError() }
var specs: [TensorSpec] { fatalError() }
var memory: UnsafeMutablePointer<Float> { fatalError() }
var pointer: UnsafeMutableRawPointer { fatalError() }
var out: Int { fatalError() }
var channels: Int { fatalError() }
var names: [String] {
  get { fatalError() }
  set {}
}
