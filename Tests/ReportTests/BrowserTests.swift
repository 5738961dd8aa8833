import Foundation
import TensorInit
import TestSupport
import Testing

/// Opens pages in Chromium, where it is installed.
@Suite(
  "The report in a browser",
  .enabled("needs chromium in PATH") {
    let result = try? await run("/usr/bin/env", ["chromium", "--version"])
    return result?.exitStatus == 0
  })
struct BrowserTests {
  /// The document after its script has run, and what the console said.
  private func open(
    _ html: String, fragment: String = "", in folder: String
  ) async throws -> (page: Page, console: [String]) {
    try Data(html.utf8).write(to: URL(fileURLWithPath: folder + "/report.html"))
    let result = try await run(
      "/usr/bin/env",
      [
        "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
        "--user-data-dir=\(folder)/profile", "--virtual-time-budget=5000", "--dump-dom",
        "file://\(folder)/report.html\(fragment)",
      ])
    #expect(result.exitStatus == 0)
    let console = result.standardError.split(separator: "\n").map(String.init)
      .filter { $0.contains("CONSOLE") }
    return (Page(result.standardOutput), console)
  }

  private func html(in folder: String) throws -> String {
    var tensors: [String: Tensor] = [:]
    for layer in 0..<3 {
      let weight = try Tensor(zeros: [64, 48])
      try weight.initialize(.normal(std: 0.02), using: Generator(seed: UInt64(layer)))
      tensors["h.\(layer).weight"] = weight
      tensors["h.\(layer).bias"] = try Tensor(zeros: [64])
    }
    tensors["</script><img src=x onerror=console.error(1)>"] = try Tensor(zeros: [2])
    try tensors.save(to: folder + "/model.safetensors")
    return try Page(ofFile: folder + "/model.safetensors").html
  }

  /// The title that a script gives the page, run after the page's own.
  private func title(afterRunning script: String, in folder: String) async throws -> String {
    // Another script runs only without the page's policy.
    let html = try html(in: folder)
      .replacing(/<meta http-equiv="Content-Security-Policy"[^>]*>/, with: "")
      .replacing("</body>", with: "<script>\n\(script)\n</script></body>")
    let (page, console) = try await open(html, in: folder)
    #expect(console.isEmpty)
    let title = try #require(page.html.firstMatch(of: /<title>([^<]*)<\/title>/)?.output.1)
    return String(title)
  }

  @Test("gives no error, and opens the tensor that its address names")
  func opens() async throws {
    try await withTemporaryFolder { folder in
      let html = try html(in: folder)
      let (page, console) = try await open(html, fragment: "#t2", in: folder)
      #expect(console.isEmpty)
      let isOpen = page.html.components(separatedBy: "<details ").dropFirst()
        .map { $0.prefix { $0 != ">" }.contains("open=") }
      #expect(isOpen.enumerated().filter(\.element).map(\.offset) == [2])
    }
  }

  @Test("has no picture that can't be shown")
  func pictures() async throws {
    try await withTemporaryFolder { folder in
      let title = try await title(
        afterRunning: """
          const pictures = Array.from(document.querySelectorAll("image"), (element) => {
            const picture = new Image();
            picture.src = element.getAttribute("href");
            return document.body.appendChild(picture);
          });
          // The page has loaded when its pictures have, and not before that is it looked at.
          addEventListener("load", () => {
            document.title = pictures.map((picture) => "shown " + picture.naturalWidth).join(", ");
          });
          """, in: folder)
      #expect(title == "shown 48, shown 48, shown 48")
    }
  }

  @Test("finds and sorts tensors")
  func tools() async throws {
    try await withTemporaryFolder { folder in
      let title = try await title(
        afterRunning: """
          const of = (id) => document.getElementById(id);
          of("order").value = "deviation";
          of("order").dispatchEvent(new Event("change"));
          of("search").value = "WEIGHT normal";
          of("search").dispatchEvent(new Event("input"));
          const shown = Array.from(of("list").children).filter((card) => !card.hidden);
          const deviations = shown.map((card) => Number(card.dataset.deviation));
          const sorted = deviations.every((value, i) => i === 0 || value <= deviations[i - 1]);
          document.title = `${shown.length} ${sorted} ${of("count").value}`;
          """, in: folder)
      #expect(title == "3 true 3 of 7")
    }
  }
}
