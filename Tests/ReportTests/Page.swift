import Foundation
import TensorInit
import TensorInitInspection
import TensorInitReport

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A report's page, read as XML: an element that isn't closed, or markup from a tensor's name, makes it none.
struct Page {
  struct Element {
    let name: String
    let attributes: [String: String]
    var text = ""
  }

  let html: String
  let elements: [Element]
  /// What the parser says where the page is not well-formed.
  let fault: String?

  init(ofFile path: String) throws {
    let reader = try CheckpointReader(path: path)
    let inspection = try CheckpointInspection(of: reader)
    self.init(try InspectionReport(inspection, reader: reader).html(version: "1.2.3"))
  }

  init(_ html: String) {
    self.html = html
    let reader = Reader()
    let parser = XMLParser(data: Data(html.utf8))
    parser.delegate = reader
    fault = parser.parse() ? nil : "\(String(describing: parser.parserError))"
    elements = reader.elements
  }

  func elements(_ name: String, class: String? = nil) -> [Element] {
    elements.filter { element in
      element.name == name
        && `class`.map { name in
          element.attributes["class"]?.split(separator: " ").contains { $0 == name } ?? false
        } ?? true
    }
  }

  private final class Reader: NSObject, XMLParserDelegate {
    var elements: [Element] = []
    private var open: [Int] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      open.append(elements.count)
      elements.append(Element(name: name, attributes: attributes))
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
      qualifiedName: String?
    ) {
      open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      for index in open { elements[index].text += text }
    }

    func parser(_ parser: XMLParser, foundCDATA data: Data) {
      for index in open { elements[index].text += String(decoding: data, as: UTF8.self) }
    }
  }
}
