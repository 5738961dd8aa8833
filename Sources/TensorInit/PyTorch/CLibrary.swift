#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The C library's functions, which PyTorch calls where it draws in double precision.
///
/// Rounded to 32 bits or fewer their results are the same with any good library; all 64 bits are those of
/// PyTorch only with the one that it uses, glibc.
enum CLibrary {
  static func log(_ x: Double) -> Double { libraryLog(x) }
  static func log1p(_ x: Double) -> Double { libraryLog1p(x) }
  static func exp(_ x: Double) -> Double { libraryExp(x) }
  static func sin(_ x: Double) -> Double { librarySin(x) }
  static func cos(_ x: Double) -> Double { libraryCos(x) }
  static func tan(_ x: Double) -> Double { libraryTan(x) }
  static func erf(_ x: Double) -> Double { libraryErf(x) }
  static func pow(_ x: Double, _ y: Double) -> Double { libraryPow(x, y) }
}

// Within the enumeration its own functions would hide the library's.
private func libraryLog(_ x: Double) -> Double { log(x) }
private func libraryLog1p(_ x: Double) -> Double { log1p(x) }
private func libraryExp(_ x: Double) -> Double { exp(x) }
private func librarySin(_ x: Double) -> Double { sin(x) }
private func libraryCos(_ x: Double) -> Double { cos(x) }
private func libraryTan(_ x: Double) -> Double { tan(x) }
private func libraryErf(_ x: Double) -> Double { erf(x) }
private func libraryPow(_ x: Double, _ y: Double) -> Double { pow(x, y) }
