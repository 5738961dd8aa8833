public import CTensorInit
import TensorInit
import TensorInitRecipes

/// What stands behind a `ti_recipe`.
private final class RecipeObject: Sendable {
  let document: RecipeDocument
  /// The names of each tie, one after the other.
  let ties: TextMemory

  init(_ document: RecipeDocument) {
    self.document = document
    ties = TextMemory(document.ties.flatMap { [$0.name, $0.of] })
  }
}

/// What stands behind a `ti_recipe_tensors`.
private final class RecipeTensors: Sendable {
  let specs: [TensorSpec]
  /// `nil` of tensors that are left as they are.
  let initializers: [Initializer?]
  let descriptions: SpecMemory
  let unmatchedRules: TextMemory

  init(_ specs: [TensorSpec], _ initializers: [Initializer?], unmatchedRules: [String] = []) {
    self.specs = specs
    self.initializers = initializers
    descriptions = SpecMemory(specs)
    self.unmatchedRules = TextMemory(unmatchedRules)
  }
}

@c @implementation
public func ti_recipe_create(
  _ text: UnsafePointer<CChar>?, _ byteCount: Int64, _ path: UnsafePointer<CChar>?,
  _ settings: UnsafePointer<ti_recipe_setting>?, _ settingCount: Int64
) -> OpaquePointer? {
  value(of: "recipe_create") { () throws(TensorInitError) in
    let path = try TensorInitC.text(path, "path")
    var given: [String: String] = [:]
    for setting in try elements(settings, settingCount, "settings", "setting_count") {
      let name = try TensorInitC.text(setting.name, "a setting's name")
      given[name] = try TensorInitC.text(setting.value, "a setting's value")
    }
    let contents: String
    if let text {
      let bytes = try elements(text, byteCount, "text", "byte_count")
      contents = try TextFile.text(UnsafeRawBufferPointer(bytes), path: path)
    } else {
      guard byteCount == 0 else { throw .null("text") }
      contents = try TextFile.text(contentsOf: path)
    }
    return handle(RecipeObject(try RecipeDocument(text: contents, path: path, setting: given)))
  }
}

@c @implementation
public func ti_recipe_seed(
  _ recipe: OpaquePointer?, _ seed: UnsafeMutablePointer<UInt64>?
) -> Int32 {
  guard let recipe = object(recipe, RecipeObject.self), let own = recipe.document.seed else {
    return 0
  }
  seed?.pointee = own
  return 1
}

@c @implementation
public func ti_recipe_tie_count(_ recipe: OpaquePointer?) -> Int64 {
  Int64(object(recipe, RecipeObject.self)?.document.ties.count ?? 0)
}

@c @implementation
public func ti_recipe_tie(
  _ recipe: OpaquePointer?, _ index: Int64, _ name: UnsafeMutablePointer<UnsafePointer<CChar>?>?,
  _ other: UnsafeMutablePointer<UnsafePointer<CChar>?>?
) -> ti_status {
  status(of: "recipe_tie") { () throws(TensorInitError) in
    let recipe = try required(recipe, RecipeObject.self, "the recipe")
    let place = try position(index, within: recipe.document.ties.count, "tie of the recipe")
    name?.pointee = recipe.ties[2 * place]
    other?.pointee = recipe.ties[2 * place + 1]
  }
}

@c @implementation
public func ti_recipe_free(_ recipe: OpaquePointer?) { release(recipe, RecipeObject.self) }

@c @implementation
public func ti_recipe_assign(
  _ recipe: OpaquePointer?, _ algorithm: UnsafePointer<CChar>?,
  _ specs: UnsafePointer<ti_tensor_spec>?, _ specCount: Int64, _ isStrict: Int32
) -> OpaquePointer? {
  value(of: "recipe_assign") { () throws(TensorInitError) in
    let document = try required(recipe, RecipeObject.self, "the recipe").document
    let algorithm = try algorithmNamed(algorithm)
    let given = try elements(specs, specCount, "specs", "spec_count")
    guard specs != nil else {
      let own = try document.tensors(for: algorithm)
      return handle(RecipeTensors(own.map(\.spec), own.map(\.initializer)))
    }
    try Memory.require(given.count, ofBytes: Memory.bytesOfDescription)
    var tensors: [TensorSpec] = []
    tensors.reserveCapacity(given.count)
    for spec in given { tensors.append(try TensorDescription.spec(spec)) }
    let assignment = try document.assignment(
      to: tensors, isStrict: isStrict != 0, for: algorithm)
    return handle(
      RecipeTensors(
        tensors, assignment.initializers, unmatchedRules: assignment.unmatchedRules))
  }
}

@c @implementation
public func ti_recipe_tensors_count(_ tensors: OpaquePointer?) -> Int64 {
  Int64(object(tensors, RecipeTensors.self)?.specs.count ?? 0)
}

@c @implementation
public func ti_recipe_tensors_spec(
  _ tensors: OpaquePointer?, _ index: Int64, _ spec: UnsafeMutablePointer<ti_tensor_spec>?
) -> ti_status {
  status(of: "recipe_tensors_spec") { () throws(TensorInitError) in
    let tensors = try required(tensors, RecipeTensors.self, "the tensors")
    let place = try position(index, within: tensors.specs.count, "tensor")
    guard let spec else { throw .null("spec") }
    spec.pointee = tensors.descriptions[place]
  }
}

@c @implementation
public func ti_recipe_reaches(_ tensors: OpaquePointer?, _ index: Int64) -> Int32 {
  guard let tensors = object(tensors, RecipeTensors.self),
    let place = Int(exactly: index), tensors.specs.indices.contains(place)
  else { return 0 }
  return tensors.initializers[place] == nil ? 0 : 1
}

@c @implementation
public func ti_recipe_tensors_expression(
  _ tensors: OpaquePointer?, _ index: Int64, _ text: UnsafeMutablePointer<CChar>?,
  _ capacity: Int64
) -> Int64 {
  let length: Int64? = value(of: "recipe_tensors_expression") { () throws(TensorInitError) in
    let tensors = try required(tensors, RecipeTensors.self, "the tensors")
    let place = try position(index, within: tensors.specs.count, "tensor")
    let bytes = (tensors.initializers[place].map { "\($0)" } ?? "").utf8CString
    if let text, capacity >= bytes.count {
      UnsafeMutableRawPointer(text).copyMemory(from: Array(bytes), byteCount: bytes.count)
    }
    return Int64(bytes.count - 1)
  }
  return length ?? -1
}

@c @implementation
public func ti_recipe_tensors_unmatched_count(_ tensors: OpaquePointer?) -> Int64 {
  Int64(object(tensors, RecipeTensors.self)?.unmatchedRules.count ?? 0)
}

@c @implementation
public func ti_recipe_tensors_unmatched(
  _ tensors: OpaquePointer?, _ index: Int64,
  _ pattern: UnsafeMutablePointer<UnsafePointer<CChar>?>?
) -> ti_status {
  status(of: "recipe_tensors_unmatched") { () throws(TensorInitError) in
    let tensors = try required(tensors, RecipeTensors.self, "the tensors")
    let place = try position(index, within: tensors.unmatchedRules.count, "unmatched rule")
    pattern?.pointee = tensors.unmatchedRules[place]
  }
}

@c @implementation
public func ti_recipe_fill(
  _ tensors: OpaquePointer?, _ index: Int64, _ tensor: UnsafePointer<ti_tensor>?,
  _ handle: OpaquePointer?
) -> ti_status {
  status(of: "recipe_fill") { () throws(TensorInitError) in
    let declaration = try declaration(tensors, index)
    try initialize(tensor, as: declaration, using: generator(handle).fromTheStart)
  }
}

@c @implementation
public func ti_recipe_is_divisible(
  _ tensors: OpaquePointer?, _ index: Int64, _ handle: OpaquePointer?,
  _ isDivisible: UnsafeMutablePointer<Int32>?
) -> ti_status {
  status(of: "recipe_is_divisible") { () throws(TensorInitError) in
    guard let isDivisible else { throw .null("is_divisible") }
    let declaration = try declaration(tensors, index)
    let spec = declaration.spec
    isDivisible.pointee =
      try declaration.initializer.isDivisible(
        shape: spec.shape, dtype: spec.dtype, for: generator(handle).algorithm) ? 1 : 0
  }
}

@c @implementation
public func ti_recipe_tensors_free(_ tensors: OpaquePointer?) {
  release(tensors, RecipeTensors.self)
}

// MARK: - Parts

/// A tensor and its initializer.
///
/// - Throws: `invalidArgument` where there is no such tensor, or the recipe leaves it as it is.
private func declaration(
  _ tensors: OpaquePointer?, _ index: Int64
) throws(TensorInitError) -> TensorDeclaration {
  let tensors = try required(tensors, RecipeTensors.self, "the tensors")
  let place = try position(index, within: tensors.specs.count, "tensor")
  guard let initializer = tensors.initializers[place] else {
    throw .invalidArgument(
      argument: "the tensor", given: "'\(tensors.specs[place].name)'",
      expected: "one that the recipe says something of")
  }
  return TensorDeclaration(tensors.specs[place], initializer)
}

extension Generator {
  /// A generator at the start of the same stream, which has counted nothing; PyTorch's, which has none, is the same.
  fileprivate var fromTheStart: Generator {
    if algorithm.isSequential { return self }
    let start = copy()
    start.reseed(start.seed)
    return start
  }
}

/// What a caller's pointer and count stand for.
private func elements<Element>(
  _ pointer: UnsafePointer<Element>?, _ count: Int64, _ argument: String, _ countArgument: String
) throws(TensorInitError) -> UnsafeBufferPointer<Element> {
  guard count >= 0, let count = Int(exactly: count) else {
    throw .code(countArgument, count, "a number of 0 or more")
  }
  guard pointer != nil || count == 0 else { throw .null(argument) }
  return UnsafeBufferPointer(start: pointer, count: count)
}

private func position(
  _ index: Int64, within count: Int, _ kind: String
) throws(TensorInitError) -> Int {
  guard index >= 0, index < count else {
    throw .code("index", index, "the number of a \(kind), of which there are \(count)")
  }
  return Int(index)
}
