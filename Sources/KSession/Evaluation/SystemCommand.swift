/// Lines that begin with a backslash.
enum SystemCommand {
  static func run(_ line: String, in session: KSession) throws(KError) {
    let words = line.dropFirst().split(separator: " ")
    switch (words.first, words.dropFirst().map { Int($0) }) {
    case ("\\", []): session.exitStatus = 0
    case ("P", []): try session.show(["\(session.console.format.precision)i"])
    case ("P", let digits) where digits.count == 1 && digits[0].map((0...17).contains) == true:
      // 0 asks for all digits.
      session.console.format.precision = digits[0] == 0 ? 17 : digits[0] ?? 7
    case ("P", _): throw KError("P: expected a number of digits in 0..17", column: 0)
    case ("c", []): try session.show(["\(session.console.height) \(session.console.width)i"])
    case ("c", let size) where size.count == 2 && size.allSatisfy { $0.map { $0 > 0 } == true }:
      session.console.height = min(max(size[0] ?? 25, 10), 2000)
      session.console.width = min(max(size[1] ?? 80, 10), 2000)
    case ("c", _): throw KError("c: expected the console's rows and columns", column: 0)
    default: throw KError("nyi: \(line)", column: 0)
    }
  }
}
