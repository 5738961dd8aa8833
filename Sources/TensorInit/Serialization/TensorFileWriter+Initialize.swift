extension TensorFileWriter {
  /// Initializes one tensor straight into the file.
  ///
  /// The bytes are those of a tensor that is initialized and then written. Elements that don't depend
  /// on each other are computed and written in parts that fit the processor's caches, and take next to
  /// no memory however large the tensor is.
  ///
  /// - Parameters:
  ///   - initializer: How.
  ///   - name: Which of the file's tensors.
  ///   - generator: Where random numbers come from.
  ///   - threads: The most threads to use; `nil` for the standard number.
  ///   - progress: Called, by any thread but one at a time, with the number of bytes written since it
  ///     was last called.
  /// - Throws: As `Tensor.initialize` and ``write(_:named:)`` do.
  public func write(
    _ initializer: Initializer, named name: String, using generator: Generator = .default,
    threads: Int? = nil, progress: (@Sendable (Int) -> Void)? = nil
  ) throws(TensorInitError) {
    let assignment = try FileAssignment(initializer, name, of: self, place: .only)
    let report: FileAssignment.Progress? =
      if let progress { { _, byteCount in progress(byteCount) } } else { nil }
    try FileAssignment.perform(
      [assignment], using: generator, threads: threads, progress: report)
  }
}
