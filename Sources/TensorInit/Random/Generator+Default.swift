import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Generator {
  /// The generator of calls that name none; seeded by the operating system, or by ``reseed(_:)``.
  ///
  /// A process that was forked would get the numbers that its parent gets: there the operating system seeds it
  /// again, unless ``reseed(_:)`` was called.
  public static var `default`: Generator {
    seedInForkedProcesses
    return standard
  }

  static let standard = Generator(seed: SystemRandomNumberGenerator().seed())

  /// Whether the process's generator has its seed from a caller.
  static let isStandardSeeded = Atomic<Bool>(false)

  private static let seedInForkedProcesses: Void = {
    // The child's handler must find it made: it can't wait for a thread that the child doesn't have.
    _ = standard
    // In the child it has to be open again before the generator is seeded.
    _ = ForkGate.shared
    // Where there is no memory for the handler, nothing can be told to those who fork later.
    _ = pthread_atfork(nil, nil) {
      guard !Generator.isStandardSeeded.load(ordering: .relaxed) else { return }
      Generator.standard.restart(SystemRandomNumberGenerator().seed())
    }
  }()
}

extension SystemRandomNumberGenerator {
  fileprivate func seed() -> UInt64 {
    var generator = self
    return generator.next()
  }
}
