import TensorInit

/// Gathers the tensors of a recipe.
struct RecipeReader {
  private let scope: Scope
  private let algorithm: Generator.Algorithm
  /// The model that the recipe is for, where there is one.
  private let model: ModelTensors?
  private(set) var tensors: [TensorDeclaration] = []
  private(set) var ties: [(name: String, of: String)] = []
  private(set) var byteCount = 0
  /// Where a model's tensors may be left out: the patterns of rules for none of them.
  private(set) var unmatchedRules: [String] = []
  private var older: OlderCheckpoint?
  /// The files whose values are kept.
  private(set) var olderPaths: [String] = []
  private var placeOfTensor: [ExactName: Place] = [:]
  private var nameByteCount = 0

  init(
    variables: RecipeVariables, algorithm: Generator.Algorithm, model: ModelTensors? = nil
  ) {
    scope = Scope(variables: variables)
    self.algorithm = algorithm
    self.model = model
  }

  /// The most tensors of a recipe; a range beyond is a slip of the pen.
  static let mostTensors = 1_000_000

  /// The most bytes of the names of all tensors, more than any file's header has room for.
  static let mostNameBytes = 1 << 28

  private static let mostBytes = 1 << 62

  mutating func read(
    _ contents: RecipeContents, _ tied: Ties, like list: TensorList?
  ) throws(TensorInitError) {
    try readTensors(contents, tied, like: list)
    try requireStreams()
  }

  private mutating func readTensors(
    _ contents: RecipeContents, _ tied: Ties, like list: TensorList?
  ) throws(TensorInitError) {
    older = try contents.from.map { value throws(TensorInitError) in
      try OlderCheckpoint(value, besides: contents.root.place.path, tied)
    }
    olderPaths = older?.paths ?? []
    guard contents.tensors != nil || list != nil || model != nil || older != nil else {
      throw contents.root.fault("the recipe has no 'tensors'")
    }
    var rules = try RecipeRules(
      rules: try contents.rules.map { value throws(TensorInitError) in
        try RecipeRules.read(value, in: scope)
      } ?? [],
      standard: contents.initializer, scope: scope, algorithm: algorithm)
    let dtype = try contents.dtype?.dtype()
    if let tensors = contents.tensors {
      for (name, value) in try tensors.members("tensors by their names") {
        guard try name.text("a tensor's name") != "<<" else {
          throw name.fault("'<<' merges into the mapping of a tensor, not into that of all tensors")
        }
        try addTensors(named: name, value, dtype: dtype ?? .float32, contents.dtype, &rules)
      }
    }
    let areAllHere = model == nil ? list == nil && older == nil : contents.tensors != nil
    if areAllHere, let buffers = contents.buffers {
      throw buffers.fault(
        "'buffers' is for tensors from elsewhere; a tensor here says buffer: true")
    }
    if let model {
      try add(model, contents, besides: tied, &rules)
      try tied.check(against: tensors, model)
      unmatchedRules = rules.unmatched.map(\.names.description)
      if model.isStrict {
        try older?.requireUse()
        try rules.requireUse()
      }
      return
    }
    if let list {
      try add(list, buffers: contents.buffers, besides: tied, dtype: dtype, &rules)
    } else if let others = try older?.others {
      try add(others, buffers: contents.buffers, besides: tied, dtype: dtype, &rules)
    }
    try older?.requireUse()
    if tensors.isEmpty { throw contents.tensorsPlace.fault("the recipe has no tensors") }
    ties = try tied.checked(against: tensors, list)
    try rules.requireUse()
  }

  // MARK: The recipe's own

  private mutating func addTensors(
    named name: YAMLValue, _ value: YAMLValue, dtype standardDType: DType,
    _ standardDTypeValue: YAMLValue?, _ rules: inout RecipeRules
  ) throws(TensorInitError) {
    let pattern = try name.text("a tensor's name")
    let values = try value.values(
      ofKeys: ["shape", "initializer", "rows", "dtype", "buffer", "blocks", "axis", "groups"],
      in: "tensor")
    guard let shapeValue = values["shape"] else {
      throw name.fault("the tensor '\(pattern)' has no 'shape'")
    }
    let dtype = try values["dtype"]?.dtype() ?? standardDType
    let isBuffer = try values["buffer"]?.boolean() ?? false
    let sizes = try shapeValue.texts("a list of sizes, as in [768, 3072]")
    let room = (names: Self.mostTensors - tensors.count, bytes: Self.mostNameBytes - nameByteCount)
    let expansions = try name.place.locating { () throws(TensorInitError) in
      try NameRanges.expand(pattern, in: scope, within: room)
    }
    let entry = try TensorEntry(values, at: name.place)
    let indexNames = Set(expansions.first?.indices.map(\.name) ?? [])
    let hasVaryingShape = sizes.contains { $0.text.mentions(indexNames) }
    let hasVaryingEntry = try entry.mentions(indexNames)
    var shape: Shape = []
    var count = 0
    var known: Initializer?
    for (position, expansion) in expansions.enumerated() {
      var own = scope
      own.indices = expansion.indices
      if position == 0 || hasVaryingShape {
        shape = try Self.shape(sizes, in: own)
        count = try shapeValue.place.locating { () throws(TensorInitError) in
          try shape.elementCount(of: dtype)
        }
      }
      own.shape = shape
      var spec = TensorSpec(name: expansion.name, shape: shape, dtype: dtype, isBuffer: isBuffer)
      if let model {
        guard
          let agreeing = try model.agreeing(
            with: spec, name: name, shape: shapeValue, dtype: values["dtype"] ?? standardDTypeValue)
        else { continue }
        spec = agreeing
      }
      let initializer = try initializer(
        of: spec, entry, in: own, known: hasVaryingShape || hasVaryingEntry ? nil : known, &rules)
      // Of a model each may have a dtype of its own.
      known = entry.initializer == nil || older != nil || model != nil ? nil : initializer
      try add(
        TensorDeclaration(spec, initializer), byteCount: count * dtype.byteCount, at: name.place)
    }
  }

  /// How a tensor is initialized, by what the recipe says of it and else by the rules, with the values that it has
  /// already.
  ///
  /// - Parameter known: What the entry's own initializer is of a tensor like this one.
  private mutating func initializer(
    of spec: TensorSpec, _ entry: TensorEntry, in scope: Scope, known: Initializer? = nil,
    _ rules: inout RecipeRules
  ) throws(TensorInitError) -> Initializer {
    if let known { return known }
    let kept = try older?.values(for: spec, drawnFrom: algorithm)
    var initializer: Initializer
    if let blocks = entry.blocks {
      initializer = try fused(
        blocks, axis: entry.axis, groups: entry.groups, spec, in: scope, &rules)
    } else if let value = entry.initializer {
      initializer = try scope.initializer(value, for: spec, drawnFrom: algorithm)
    } else if let kept, kept.isAll {
      rules.use(for: spec)
      return kept.values
    } else {
      initializer = try rules.initializer(for: spec, at: entry.place)
    }
    if let rows = entry.rows {
      initializer = try scope.replacing(rows, in: initializer, of: spec, drawnFrom: algorithm)
    }
    return kept?.over(initializer) ?? initializer
  }

  /// The initializer of a fused tensor, of blocks with names of their own.
  private mutating func fused(
    _ blocks: YAMLValue, axis: YAMLValue?, groups: YAMLValue?, _ spec: TensorSpec, in scope: Scope,
    _ rules: inout RecipeRules
  ) throws(TensorInitError) -> Initializer {
    func integer(_ value: YAMLValue) throws(TensorInitError) -> Int {
      let text = try value.text("a number or a formula")
      return try value.place.locating { () throws(TensorInitError) in try scope.integer(text) }
    }
    let axis = try axis.map(integer) ?? 0
    guard axis >= -spec.shape.count, axis < spec.shape.count else {
      throw blocks.fault("there is no axis \(axis) of the shape \(spec.shape)")
    }
    var parts: [TensorBlock] = []
    for (name, value) in try blocks.members("blocks by the names of tensors that are not fused") {
      let pattern = try name.text("a block's name")
      let values = try value.values(ofKeys: ["size", "initializer"], in: "block")
      guard let sizeValue = values["size"] else {
        throw name.fault("the block '\(pattern)' has no 'size'")
      }
      let room = (names: Self.mostTensors - placeOfTensor.count, bytes: Self.mostNameBytes)
      let expansions = try name.place.locating { () throws(TensorInitError) in
        try NameRanges.expand(pattern, in: scope, within: room)
      }
      for expansion in expansions {
        var own = scope
        own.indices += expansion.indices
        let size = try sizeValue.place.locating { () throws(TensorInitError) in
          try own.integer(sizeValue.text("a number or a formula"))
        }
        var sizes = Array(spec.shape)
        sizes[axis < 0 ? axis + sizes.count : axis] = size
        let part = TensorSpec(
          name: expansion.name, shape: Shape(sizes), dtype: spec.dtype, isBuffer: spec.isBuffer)
        own.shape = part.shape
        if let first = placeOfTensor.updateValue(name.place, forKey: ExactName(part.name)) {
          throw name.fault(Self.twice(part.name, first, name.place))
        }
        let initializer =
          if let value = values["initializer"] {
            try own.initializer(value, for: part, drawnFrom: algorithm)
          } else {
            try rules.initializer(for: part, at: name.place)
          }
        parts.append(TensorBlock(name: part.name, size: size, initializer: initializer))
      }
    }
    let fused = Initializer.blocks(parts, axis: axis, groups: try groups.map(integer) ?? 1)
    try blocks.place.locating { () throws(TensorInitError) in
      try fused.check(shape: spec.shape, dtype: spec.dtype, for: algorithm)
    }
    return fused
  }

  private static func shape(
    _ sizes: [(text: String, place: Place)], in scope: Scope
  ) throws(TensorInitError) -> Shape {
    var shape: [Int] = []
    for (text, place) in sizes {
      shape.append(
        try place.locating { () throws(TensorInitError) in try scope.integer(text) })
    }
    return Shape(shape)
  }

  // MARK: Those from elsewhere

  private mutating func add(
    _ list: TensorList, buffers: YAMLValue?, besides tied: Ties, dtype: DType?,
    _ rules: inout RecipeRules
  ) throws(TensorInitError) {
    let patterns = try Self.patterns(ofBuffers: buffers, among: list.tensors, in: list.path)
    for tensor in list.tensors where !tied.contains(tensor.name) {
      let spec = TensorSpec(
        // Counts and masks stay what they are.
        name: tensor.name, shape: tensor.shape,
        dtype: tensor.dtype.isFloatingPoint ? dtype ?? tensor.dtype : tensor.dtype,
        isBuffer: patterns.contains { $0.matches(tensor) })
      let place = Place(path: list.path, line: 1, column: 1)
      var own = scope
      own.shape = spec.shape
      let initializer = try initializer(of: spec, TensorEntry(at: place), in: own, &rules)
      try add(TensorDeclaration(spec, initializer), byteCount: try spec.byteCount, at: place)
    }
  }

  /// What a recipe says are buffers.
  private static func patterns(
    ofBuffers buffers: YAMLValue?, among tensors: [TensorSpec], in path: String
  ) throws(TensorInitError) -> [TensorPattern] {
    var patterns: [TensorPattern] = []
    for (text, place) in try buffers?.texts("a list of names of buffers") ?? [] {
      let pattern = TensorPattern(text)
      guard tensors.contains(where: { pattern.matches($0.asBuffer(false)) }) else {
        throw place.fault("'\(text)' is the name of no tensor in \(path)")
      }
      patterns.append(pattern)
    }
    return patterns
  }

  private static func twice(_ name: String, _ first: Place, _ second: Place) -> String {
    let place = first.path == second.path ? "line \(first.line)" : first.path
    return "the tensor '\(name)' is given twice, first in \(place)"
  }

  /// Adds the tensors of a model that the recipe doesn't list, where it lists none.
  private mutating func add(
    _ model: ModelTensors, _ contents: RecipeContents, besides tied: Ties,
    _ rules: inout RecipeRules
  ) throws(TensorInitError) {
    if let listed = contents.tensors {
      return try model.requireAll(in: tensors, listed, besides: tied)
    }
    let patterns = try Self.patterns(
      ofBuffers: contents.buffers, among: model.specs, in: "the model")
    let place = (contents.rules ?? contents.root).place
    for tensor in model.specs where !tied.contains(tensor.name) {
      let spec = tensor.asBuffer(
        tensor.isBuffer || patterns.contains { $0.matches(tensor.asBuffer(false)) })
      let isReached = rules.reach(spec) || older?.has(spec.name) ?? false
      guard isReached || model.isStrict && !spec.isBuffer else { continue }
      var own = scope
      own.shape = spec.shape
      let initializer = try initializer(of: spec, TensorEntry(at: place), in: own, &rules)
      if let dtype = contents.dtype, spec.dtype.isFloatingPoint {
        try model.requireSame(try dtype.dtype(), as: spec, at: dtype)
      }
      try add(TensorDeclaration(spec, initializer), byteCount: try spec.byteCount, at: place)
    }
  }

  // MARK: Any

  /// - Throws: `invalidContents` where two names have one stream, at the second in the order of names: whoever
  ///   makes a part of the tensors finds it.
  private func requireStreams() throws(TensorInitError) {
    guard !algorithm.isSequential,
      let (first, second) = StreamName.sharingStream(among: placeOfTensor.keys),
      let place = placeOfTensor[second]
    else { return }
    throw place.fault("\(TensorInitError.sharedStream(of: first, second))")
  }

  private mutating func add(
    _ tensor: TensorDeclaration, byteCount: Int, at place: Place
  ) throws(TensorInitError) {
    let name = tensor.spec.name
    if name.isEmpty { throw place.fault("'' can't be a tensor's name") }
    if let first = placeOfTensor.updateValue(place, forKey: ExactName(name)) {
      throw place.fault(Self.twice(name, first, place))
    }
    let (sum, overflow) = self.byteCount.addingReportingOverflow(byteCount)
    // Half of the largest file leaves room for whatever a format adds.
    if overflow || sum > Self.mostBytes {
      throw place.fault("all tensors together are larger than 2^62 bytes")
    }
    self.byteCount = sum
    nameByteCount += name.utf8.count
    guard tensors.count < Self.mostTensors, nameByteCount <= Self.mostNameBytes else {
      throw place.fault(
        "too many tensors; a recipe has at most \(Self.mostTensors), with names of at most "
          + "\(Self.mostNameBytes) bytes")
    }
    tensors.append(tensor)
  }
}

extension TensorSpec {
  /// The same tensor, said to be a buffer or a parameter.
  fileprivate func asBuffer(_ isBuffer: Bool) -> TensorSpec {
    TensorSpec(name: name, shape: shape, dtype: dtype, isBuffer: isBuffer, moduleKind: moduleKind)
  }
}

extension String {
  /// Whether a word of the text is one of these names.
  func mentions(_ names: Set<String>) -> Bool {
    guard !names.isEmpty else { return false }
    return split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains {
      names.contains(String($0))
    }
  }
}
