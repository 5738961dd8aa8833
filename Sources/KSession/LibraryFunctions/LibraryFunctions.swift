import TensorInit

/// The functions of the session that reach the library, by name.
enum LibraryFunctions {
  static let functions: [String: KFunction] = {
    var functions: [String: KFunction] = [:]
    for call in InitializerCall.all {
      functions[call.name] = KFunction(call.name) { (session, arguments) throws(KError) in
        try call.apply(to: arguments.callArguments, using: session.generator)
      }
    }
    for (name, call) in others {
      functions[name] = KFunction(name) { (session, arguments) throws(KError) in
        try call(session, arguments.callArguments)
      }
    }
    return functions
  }()

  private typealias Call = @Sendable (KSession, [KValue]) throws(KError) -> KValue

  private static let others: [String: Call] = [
    "tensor": { (_, arguments) throws(KError) in try Tensors.tensor(arguments) },
    "vector": { (_, arguments) throws(KError) in try Tensors.vector(arguments) },
    "dict": { (_, arguments) throws(KError) in try Tensors.dictionary(arguments) },
    "free": { (session, arguments) throws(KError) in try Tensors.free(arguments, session) },
    "dtype": { (_, arguments) throws(KError) in try Tensors.dtype(arguments) },
    "module": { (session, arguments) throws(KError) in try Modules.module(arguments, session) },
    "parms": { (_, arguments) throws(KError) in
      try Modules.tensors(arguments, "parms", areBuffers: false)
    },
    "buffers": { (_, arguments) throws(KError) in
      try Modules.tensors(arguments, "buffers", areBuffers: true)
    },
    "parm": { (_, arguments) throws(KError) in
      try Modules.tensor(arguments, "parm", isBuffer: false)
    },
    "buffer": { (_, arguments) throws(KError) in
      try Modules.tensor(arguments, "buffer", isBuffer: true)
    },
    "model": { (_, arguments) throws(KError) in try Modules.model(arguments) },
    "opt": { (_, arguments) throws(KError) in try Modules.optimizer(arguments) },
    "seed": { (session, arguments) throws(KError) in try seed(arguments, session) },
    "gain": { (_, arguments) throws(KError) in try gain(arguments) },
  ]

  private static func gain(_ arguments: [KValue]) throws(KError) -> KValue {
    guard let name = arguments.first?.name else {
      throw KError("gain: expected the name of a non-linearity, as in gain `relu")
    }
    guard arguments.count <= 2 else {
      throw KError("gain: \(arguments.count) arguments; expected at most 2")
    }
    guard let nonlinearity = Nonlinearity(kName: name) else {
      let known = Nonlinearity.allCases.map { "`\($0.kName)" }.joined()
      throw KError("gain: `\(name) is not a non-linearity; expected one of \(known)")
    }
    let factor = try CallOptions(arguments, function: "gain")
      .number(1, "the factor", default: 0.01)
    return .atom(
      try translated("gain") { () throws(TensorInitError) in try nonlinearity.gain(slope: factor) }
    )
  }

  /// The seed, or a new start with another one; each long is a seed.
  private static func seed(_ arguments: [KValue], _ session: KSession) throws(KError) -> KValue {
    switch arguments.first {
    case nil, .null: break
    case .list(let list) where list.items.isEmpty: break
    case let argument?:
      guard arguments.count == 1, let seed = try argument.integer else {
        throw KError("seed: expected one integer, or none to see the seed")
      }
      session.generator.reseed(UInt64(bitPattern: seed))
      return .null
    }
    return .atom(Int64(bitPattern: session.generator.seed))
  }
}
