import TensorInit
import Testing

@Suite("OpenBLAS has a call's limit of threads, and its own again afterwards")
struct OpenBLASTests {
  @Test("for limits below, at and beyond its own number", arguments: [1, 2, 1000, .max])
  func limits(limit: Int) throws {
    var before = 0
    try OpenBLAS.withThreads(.max) { before = OpenBLAS.threads }
    try OpenBLAS.withThreads(limit) { #expect(OpenBLAS.threads == min(limit, before)) }
    try OpenBLAS.withThreads(.max) { #expect(OpenBLAS.threads == before) }
  }

  @Test("after an error too")
  func error() throws {
    let fault = TensorInitError.linearAlgebraFailure(routine: "geqrf", info: 1)
    var before = 0
    try OpenBLAS.withThreads(.max) { before = OpenBLAS.threads }
    #expect(throws: fault) {
      try OpenBLAS.withThreads(1) { () throws(TensorInitError) in throw fault }
    }
    try OpenBLAS.withThreads(.max) { #expect(OpenBLAS.threads == before) }
  }
}
