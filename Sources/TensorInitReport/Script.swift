import Foundation
import TensorInit

/// What the page does: searching, sorting, opening, light and dark.
enum Script {
  /// As XML, the text may have what would be markup.
  static let text = """
    /*<![CDATA[*/
    \(body)
    /*]]>*/
    """

  private static let body = """
    "use strict";
    (() => {
      const of = (id) => document.getElementById(id);
      const list = of("list"), search = of("search"), order = of("order"), warned = of("warned");
      const cards = Array.from(list.children, (element) => {
        const name = element.querySelector(".name").textContent;
        return { element, name, text: element.firstElementChild.textContent.toLowerCase() };
      });

      const show = () => {
        const words = search.value.toLowerCase().split(/\\s+/).filter((word) => word !== "");
        let count = 0;
        for (const card of cards) {
          const fits = words.every((word) => card.text.includes(word))
            && (!warned.checked || card.element.classList.contains("warned"));
          card.element.hidden = !fits;
          if (fits) count += 1;
        }
        const all = cards.length.toLocaleString("en");
        of("count").value = count === cards.length ? `${all} tensors` : `${count.toLocaleString("en")} of ${all}`;
        of("none").hidden = count > 0;
      };

      const number = (card, key) => {
        const text = card.element.dataset[key];
        return text === "" ? -Infinity : Number(text);
      };
      const sort = () => {
        const key = order.value;
        const collator = new Intl.Collator("en", { numeric: true });
        const sorted = cards.slice().sort((a, b) => {
          if (key === "name") return collator.compare(a.name, b.name);
          if (key === "index") return number(a, key) - number(b, key);
          const [x, y] = [number(a, key), number(b, key)];
          return x === y ? number(a, "index") - number(b, "index") : x < y ? 1 : -1;
        });
        list.append(...sorted.map((card) => card.element));
      };

      const openAll = (isOpen) => {
        for (const card of cards) if (!card.element.hidden) card.element.open = isOpen;
      };
      const openTarget = () => {
        const target = location.hash.startsWith("#t") ? of(location.hash.slice(1)) : null;
        if (!target) return;
        target.hidden = false;
        target.open = true;
        target.scrollIntoView();
      };

      const themes = ["system", "light", "dark"];
      of("theme").addEventListener("click", () => {
        const root = document.documentElement;
        const next = themes[(themes.indexOf(root.dataset.theme ?? "system") + 1) % themes.length];
        if (next === "system") delete root.dataset.theme; else root.dataset.theme = next;
        of("theme").textContent = `Theme: ${next}`;
      });

      search.addEventListener("input", show);
      warned.addEventListener("change", show);
      order.addEventListener("change", sort);
      of("open-all").addEventListener("click", () => openAll(true));
      of("close-all").addEventListener("click", () => openAll(false));
      addEventListener("hashchange", openTarget);
      addEventListener("keydown", (event) => {
        if (event.key !== "/" || event.target.matches("input, select")) return;
        event.preventDefault();
        search.focus();
      });
      openTarget();
    })();
    """

  /// The script's SHA-256 as policies write it: a page's other scripts, as of a tensor's name, then never run.
  static var digest: String {
    var digest = SHA256()
    digest.append(text.utf8)
    let hexadecimal = Array(digest.hexadecimal().utf8)
    let bytes = stride(from: 0, to: hexadecimal.count, by: 2).compactMap {
      UInt8(String(decoding: hexadecimal[$0..<$0 + 2], as: UTF8.self), radix: 16)
    }
    return "sha256-\(Data(bytes).base64EncodedString())"
  }
}
