import TensorInit

extension Scope {
  /// The initializer that a value is the text of, which takes the tensor.
  ///
  /// - Parameter isNamed: Whether faults name the tensor, as the place is not its own.
  func initializer(
    _ value: YAMLValue, for spec: TensorSpec, isNamed: Bool = false,
    drawnFrom algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> Initializer {
    let text = try value.text("an initializer")
    do throws(TensorInitError) {
      let initializer = try initializer(text)
      try initializer.check(shape: spec.shape, dtype: spec.dtype, for: algorithm)
      return initializer
    } catch {
      throw value.fault(isNamed ? "'\(spec.name)': \(error)" : error.description)
    }
  }

  /// The same initializer with the rows replaced that the key `rows` gives: `{0: zeros, 5..9: ones}`.
  func replacing(
    _ rows: YAMLValue, in initializer: Initializer, of spec: TensorSpec,
    drawnFrom algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> Initializer {
    var values: [RowValues] = []
    for (key, value) in try rows.members("rows, as in 0 or 5..9, each with an initializer") {
      let range = try self.rows(key)
      let text = try value.text("an initializer")
      try value.place.locating { () throws(TensorInitError) in
        values.append(RowValues(range, try self.initializer(text)))
      }
    }
    let replaced = initializer.replacing(values)
    do throws(TensorInitError) {
      try replaced.check(shape: spec.shape, dtype: spec.dtype, for: algorithm)
    } catch {
      throw rows.fault("'\(spec.name)': \(error)")
    }
    return replaced
  }

  /// A row's number, or the first and the last of several; there may be none of them.
  private func rows(_ key: YAMLValue) throws(TensorInitError) -> Range<Int> {
    let text = try key.text("a row's number, or the first and the last, as in 5..9")
    let ends = NameRanges.ends(of: text)
    guard ends.count <= 2 else { throw key.fault("'\(text)' is no row and no rows, as in 5..9") }
    return try key.place.locating { () throws(TensorInitError) in
      let first = try integer(ends[0])
      let last = try integer(ends[ends.count - 1])
      guard first >= 0, last < .max, first <= last || ends.count == 2 && first == last + 1 else {
        throw .invalidArgument(
          argument: "rows", given: text, expected: "numbers from 0 on, the smaller one first")
      }
      return first..<last + 1
    }
  }
}

extension YAMLValue {
  /// - Throws: `invalidContents` where this is not the text of an initializer, whatever its formulas give.
  func requireInitializer() throws(TensorInitError) {
    let text = try text("an initializer")
    do throws(TensorInitError) {
      _ = try Initializer(text) { argument throws(TensorInitError) in
        _ = try Formula(argument)
        return GivenNumber(1)
      }
    } catch {
      // Such as that 1 is no size of a kernel.
      if case .invalidArgument = error.cause { return }
      throw fault(error.description)
    }
  }
}
