import TensorInitCharts
import Mustache
import TensorInit

/// The page's text, whose parts are filled in.
///
/// It is well-formed as XML too, so that any parser of it finds a mistake. The templates are part of the program, which
/// then needs no file beside it.
enum Template {
  static func page(_ contents: PageContents) throws(TensorInitError) -> String {
    MustacheContentTypes.register(EscapedMarkup(), named: "MARKUP")
    do {
      var library = MustacheLibrary()
      try library.register(figure, named: "figure")
      try library.register(tensor, named: "tensor")
      try library.register(page, named: "page")
      return library.render(contents, withTemplate: "page") ?? ""
    } catch {
      preconditionFailure("the page's template: \(error)")
    }
  }

  private struct EscapedMarkup: MustacheContentType {
    func escapeText(_ text: String) -> String { Markup.escaped(text) }
  }

  private static let page = #"""
    {{% CONTENT_TYPE: MARKUP}}
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src '{{scriptDigest}}'"/>
    <meta name="color-scheme" content="light dark"/>
    <title>{{name}} · tensor-init inspect</title>
    <style>{{{style}}}</style>
    </head>
    <body>
    <header class="page-head">
    <div class="top-line"><p class="eyebrow">Checkpoint</p><button id="theme" type="button" class="quiet">Theme: system</button></div>
    <h1>{{name}}</h1>
    <p class="path">{{path}}</p>
    <dl class="totals">
    {{#totals}}
    <div><dt>{{name}}</dt><dd title="{{exact}}">{{value}}</dd></div>
    {{/totals}}
    </dl>
    </header>
    <main>
    {{#warnings}}
    <section class="warnings" aria-label="Warnings">
    <h2>What is strange</h2>
    <ul>
    {{#lines}}
    <li>{{text}}{{#tensors}} <a href="#t{{index}}">{{name}}</a>{{/tensors}}{{#more}} {{.}}{{/more}}</li>
    {{/lines}}
    </ul>
    </section>
    {{/warnings}}
    {{^warnings}}
    <p class="calm">Nothing strange: no NaN, no infinite element, no repeated part, no tensors that are equal.</p>
    {{/warnings}}
    <section id="overview">
    <h2>Overview</h2>
    <div class="figures overview">
    {{#figures}}
    {{> figure}}
    {{/figures}}
    </div>
    </section>
    <section id="kinds">
    <h2>What the values look like</h2>
    <div class="scroller">
    <table class="kinds">
    <thead><tr><th>Kind</th><th class="number">Tensors</th><th>Shape</th><th>Looks like</th><th class="number">Std</th><th class="number">Elements</th></tr></thead>
    <tbody>
    {{#kinds}}
    <tr><th scope="row">{{name}}</th><td class="number">{{tensors}}</td><td class="shape">{{shape}}</td><td class="look">{{look}}</td><td class="number">{{deviation}}</td><td class="number">{{elements}}</td></tr>
    {{/kinds}}
    </tbody>
    </table>
    </div>
    </section>
    <section id="tensors">
    <h2>Tensors</h2>
    <div class="tools">
    <input id="search" type="search" placeholder="Search names, laws, shapes" aria-label="Search tensors" autocomplete="off" spellcheck="false"/>
    <label>Sort by <select id="order"><option value="index">order in the file</option><option value="name">name</option><option value="elements">elements</option><option value="deviation">deviation</option><option value="largest">largest magnitude</option></select></label>
    <label class="check"><input id="warned" type="checkbox"/> with warnings</label>
    <span class="buttons"><button id="open-all" type="button" class="quiet">Open all</button><button id="close-all" type="button" class="quiet">Close all</button></span>
    <output id="count" for="search warned">{{tensorCount}}</output>
    </div>
    {{#note}}
    <p class="calm">{{.}}</p>
    {{/note}}
    <div class="line heading" aria-hidden="true"><span>Name</span><span>Shape</span><span>Looks like</span><span class="number">Mean</span><span class="number">Std</span><span class="number">Elements</span><span>Values</span></div>
    <div id="list">
    {{#tensors}}
    {{> tensor}}
    {{/tensors}}
    </div>
    <p id="none" class="calm" hidden="">No tensor is like this.</p>
    </section>
    <section id="files">
    <h2>Files</h2>
    <dl class="facts">
    {{#files}}
    <div><dt>{{name}}</dt><dd>{{value}}</dd></div>
    {{/files}}
    {{#digest}}
    <div><dt>SHA-256 of all tensors</dt><dd class="code">{{.}}</dd></div>
    {{/digest}}
    </dl>
    {{#metadata}}
    <details class="metadata"><summary>Metadata</summary>
    <dl class="facts">
    {{#entries}}
    <div><dt>{{name}}</dt><dd class="code">{{value}}</dd></div>
    {{/entries}}
    </dl>
    </details>
    {{/metadata}}
    </section>
    </main>
    <footer><p>Made by tensor-init {{version}}. A law is named where a test of goodness of fit does not tell the values from it.</p></footer>
    <script>{{{script}}}</script>
    </body>
    </html>

    """#

  private static let tensor = #"""
    {{% CONTENT_TYPE: MARKUP}}
    <details class="tensor{{#isWarned}} warned{{/isWarned}}" id="t{{index}}" data-index="{{index}}" data-elements="{{sortKeys.elements}}" data-deviation="{{sortKeys.deviation}}" data-largest="{{sortKeys.largest}}">
    <summary class="line"><span class="name">{{name}}</span><span class="shape">{{shape}} <i>{{dtype}}</i></span><span class="look">{{look}}</span><span class="number mean">{{mean}}</span><span class="number std">{{deviation}}</span><span class="number elements">{{elements}}</span><span class="values">{{{sparkline}}}</span></summary>
    <div class="inside">
    {{#warnings}}
    <p class="warning">{{.}}</p>
    {{/warnings}}
    <div class="figures">
    {{#figures}}
    {{> figure}}
    {{/figures}}
    </div>
    {{#silence}}
    <p class="calm">{{.}}</p>
    {{/silence}}
    <div class="columns">
    <div>
    <h3>Statistics</h3>
    <dl class="facts">
    {{#statistics}}
    <div><dt>{{name}}</dt><dd>{{value}}</dd></div>
    {{/statistics}}
    </dl>
    </div>
    <div>
    <h3>Looks like</h3>
    <dl class="looks">
    {{#appearances}}
    <div><dt>{{name}}</dt><dd>{{value}}</dd></div>
    {{/appearances}}
    </dl>
    {{#equal}}
    <h3>Equal to</h3>
    <p>{{#tensors}}<a href="#t{{index}}">{{name}}</a> {{/tensors}}{{#more}}{{.}}{{/more}}</p>
    {{/equal}}
    </div>
    {{#schemes}}
    <div>
    <h3>Set against the usual</h3>
    <table class="schemes"><thead><tr><th>Scheme</th><th class="number">asks for</th><th class="number">is</th></tr></thead><tbody>
    {{#lines}}
    <tr><td>{{name}}{{#expression}}<code>{{.}}</code>{{/expression}}</td><td class="number">{{deviation}}</td><td class="number">{{ratio}}</td></tr>
    {{/lines}}
    </tbody></table>
    </div>
    {{/schemes}}
    </div>
    </div>
    </details>

    """#

  private static let figure = #"""
    {{% CONTENT_TYPE: MARKUP}}
    <figure><h3>{{title}}</h3>{{{svg}}}<figcaption>{{caption}}{{#ramp}}<span class="ramp{{^hasBothSigns}} one-sided{{/hasBothSigns}}"><b>{{low}}</b><i></i><b>{{high}}</b></span>{{/ramp}}</figcaption></figure>

    """#
}
