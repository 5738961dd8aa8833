import Dispatch
import Foundation
import Synchronization
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

  @Test("for calls that allow one thread within such a call, until the outer one ends")
  func nesting() throws {
    var standard = 0
    try OpenBLAS.withThreads(.max) { standard = OpenBLAS.threads }
    try OpenBLAS.withThreads(1) { () throws(TensorInitError) in
      try OpenBLAS.withThreads(1) { #expect(OpenBLAS.threads == 1) }
      #expect(OpenBLAS.threads == 1)
    }
    try OpenBLAS.withThreads(.max) { #expect(OpenBLAS.threads == standard) }
  }

  @Test("for calls at the same time, of which one that allows several threads is alone")
  func sharing() throws {
    var before = 0
    try OpenBLAS.withThreads(.max) { before = OpenBLAS.threads }
    let standard = before
    let inside = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 400) { call in
      let limit = call % 8 == 0 ? 2 : 1
      try? OpenBLAS.withThreads(limit) {
        let sharers = inside.add(1, ordering: .relaxed).newValue
        if limit > 1 { #expect(sharers == 1) }
        // Long enough for the next ones to come in.
        Thread.sleep(forTimeInterval: 1e-4)
        #expect(OpenBLAS.threads == min(limit, standard))
        inside.subtract(1, ordering: .relaxed)
      }
    }
    try OpenBLAS.withThreads(.max) { #expect(OpenBLAS.threads == standard) }
  }
}
