import TensorInitCharts

/// What the page looks like: light and dark, on a desk, on a phone and on paper.
enum StyleSheet {
  static let text = """

    :root { color-scheme: light dark; \(Palette.variables) }
    \(rules)
    \(Palette.rules)
    """

  private static let rules = """
    :root {
      --ground: light-dark(#f7f7f5, #0e1012); --accent: var(--series0);
      --alarm: light-dark(#a8321c, #f08a6f); --alarm-ground: light-dark(#fdf3ef, #2a1814);
      --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace;
    }
    :root[data-theme="light"] { color-scheme: light; }
    :root[data-theme="dark"] { color-scheme: dark; }
    * { box-sizing: border-box; }
    html { scroll-padding-top: 4.5rem; -webkit-text-size-adjust: 100%; }
    body {
      margin: 0 auto; padding: 2.5rem clamp(1rem, 3vw, 2.5rem) 4rem; max-width: 1200px;
      font: 15px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif;
      color: var(--ink); background: var(--ground);
    }
    h1, h2, h3, p, dl, dd, figure { margin: 0; }
    h1 {
      font-size: clamp(1.5rem, 1.1rem + 1.8vw, 2.25rem); line-height: 1.2; font-weight: 650;
      letter-spacing: -0.02em; overflow-wrap: anywhere;
    }
    h2 { font-size: 1.15rem; font-weight: 650; letter-spacing: -0.01em; margin: 0 0 0.9rem; }
    h3 { font-size: 0.8rem; font-weight: 600; color: var(--muted); margin: 0 0 0.35rem; }
    section { margin-top: 2.75rem; }
    a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 2px; }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    .top-line { display: flex; justify-content: space-between; align-items: center; }
    .eyebrow { color: var(--muted); font-size: 0.8rem; }
    .path { color: var(--muted); font: 0.8rem var(--mono); margin-top: 0.35rem; overflow-wrap: anywhere; }
    .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    .calm { color: var(--muted); }
    main > .calm { margin-top: 1.75rem; }

    .totals {
      display: flex; flex-wrap: wrap; gap: 1px;
      margin-top: 1.75rem; background: var(--grid); border: 1px solid var(--grid);
      border-radius: 10px; overflow: hidden;
    }
    .totals div { flex: 1 1 8.5rem; background: var(--paper); padding: 0.9rem 1.1rem 0.8rem; }
    .totals dt { color: var(--muted); font-size: 0.8rem; }
    .totals dd {
      font-size: 1.5rem; font-weight: 600; letter-spacing: -0.02em; line-height: 1.3;
      font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
    }

    .warnings {
      margin-top: 1.75rem; padding: 1rem 1.25rem; border-radius: 10px;
      background: var(--alarm-ground); border: 1px solid color-mix(in srgb, var(--alarm) 35%, transparent);
    }
    .warnings h2 { color: var(--alarm); margin-bottom: 0.4rem; }
    .warnings ul { margin: 0; padding-left: 1.1rem; }
    .warnings li { margin: 0.2rem 0; overflow-wrap: anywhere; }
    .warnings a { font: 0.85em var(--mono); }

    .figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 1rem 2rem; }
    .figures:empty { display: none; }
    figure { min-width: 0; }
    figure > svg { display: block; width: 100%; height: auto; }
    figcaption { color: var(--muted); font-size: 0.8rem; line-height: 1.45; margin-top: 0.3rem; }
    .overview { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem; align-items: start; }
    .overview figure {
      background: var(--paper); border: 1px solid var(--grid); border-radius: 10px; padding: 1rem 1.1rem;
    }
    .overview figure:first-child { grid-row: span 2; height: 100%; }
    .ramp { display: flex; align-items: center; gap: 0.5rem; margin-top: 0.35rem; }
    .ramp b { font-weight: 400; font-variant-numeric: tabular-nums; }
    .ramp i {
      flex: 0 1 9rem; height: 8px; border-radius: 4px; border: 1px solid var(--grid);
      background: linear-gradient(to right, #2a6ac4, transparent 50%, #dd681f);
    }
    .ramp.one-sided i { background: linear-gradient(to right, transparent, #dd681f); }

    .scroller { overflow-x: auto; border: 1px solid var(--grid); border-radius: 10px; background: var(--paper); }
    table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
    th { text-align: left; font-weight: 400; }
    thead th { color: var(--muted); font-size: 0.8rem; }
    th.number { text-align: right; }
    .kinds th, .kinds td { padding: 0.42rem 0.8rem; border-top: 1px solid var(--grid); vertical-align: baseline; }
    .kinds thead th { border-top: 0; }
    .kinds tbody th, .name { font: 0.8125rem var(--mono); overflow-wrap: anywhere; }
    .kinds tbody th { min-width: 11rem; }
    .kinds td.shape { white-space: nowrap; }
    .shape, .facts dd { font-variant-numeric: tabular-nums; }

    .tools {
      position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; align-items: center;
      gap: 0.5rem 1rem; padding: 0.7rem 0; background: var(--ground); font-size: 0.875rem;
    }
    input[type="search"], select, button {
      font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--grid);
      border-radius: 7px; padding: 0.35rem 0.65rem;
    }
    input[type="search"] { flex: 1 1 15rem; min-width: 0; }
    button { cursor: pointer; }
    .quiet { font-size: 0.8rem; color: var(--muted); padding: 0.25rem 0.6rem; }
    .quiet:hover { color: var(--ink); border-color: var(--muted); }
    .buttons { display: flex; gap: 0.4rem; }
    .check { display: flex; align-items: center; gap: 0.35rem; }
    output { color: var(--muted); font-variant-numeric: tabular-nums; margin-left: auto; }

    .line {
      display: grid; align-items: center; gap: 0 1rem;
      grid-template-columns: minmax(0, 1fr) 8.5rem minmax(0, 13.5rem) 5rem 5rem 6.5rem 72px;
      padding: 0.45rem 0.9rem 0.45rem 1.9rem;
    }
    .heading { color: var(--muted); font-size: 0.8rem; padding-block: 0.25rem; }
    #list { border: 1px solid var(--grid); border-radius: 10px; background: var(--paper); overflow: clip; }
    .tensor { border-top: 1px solid var(--grid); content-visibility: auto; contain-intrinsic-size: auto 2.4rem; }
    .tensor[open] { content-visibility: visible; }
    .tensor:first-child { border-top: 0; }
    .tensor > summary { cursor: pointer; list-style: none; font-size: 0.875rem; position: relative; }
    .tensor > summary::-webkit-details-marker { display: none; }
    .tensor > summary::before {
      content: ""; position: absolute; left: 0.85rem; top: 50%; width: 5px; height: 5px; margin-top: -4px;
      border: solid var(--muted); border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg); transition: transform 0.12s;
    }
    .tensor[open] > summary::before { transform: rotate(45deg); }
    .tensor > summary:hover { background: color-mix(in srgb, var(--accent) 6%, transparent); }
    .tensor:target > summary { background: color-mix(in srgb, var(--accent) 12%, transparent); }
    .warned > summary .name::after {
      content: "!"; display: inline-block; margin-left: 0.5rem; width: 1.15rem; border-radius: 50%; text-align: center;
      font: 600 0.75rem/1.15rem system-ui, sans-serif; color: var(--paper); background: var(--alarm);
    }
    .line .shape { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
    .line .shape i { font-style: normal; color: var(--muted); font-size: 0.8rem; }
    .line .look { overflow-wrap: anywhere; }
    .sparkline { display: block; width: 72px; height: 18px; }
    .inside { padding: 0.6rem 1.9rem 1.6rem; }
    .inside > * + * { margin-top: 1.1rem; }
    .warning { color: var(--alarm); }
    .columns { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 1.25rem 2rem; font-size: 0.875rem; }
    .columns h3:not(:first-child) { margin-top: 1rem; }
    .columns p a { font: 0.8125rem var(--mono); margin-right: 0.5rem; }
    .facts > div, .looks > div { display: flex; justify-content: space-between; gap: 1rem; padding: 0.16rem 0; }
    .facts > div + div, .looks > div + div { border-top: 1px solid var(--grid); }
    .facts dt, .looks dd { color: var(--muted); }
    .facts dd, .looks dd { text-align: right; overflow-wrap: anywhere; }
    .code, code { font: 0.8125rem var(--mono); }
    .schemes code { display: block; color: var(--muted); font-size: 0.75rem; overflow-wrap: anywhere; }
    .schemes td, .schemes thead th { padding: 0.16rem 0; vertical-align: baseline; }
    .schemes td + td, .schemes th + th { padding-left: 0.9rem; }
    .schemes tbody td { border-top: 1px solid var(--grid); }
    #files .facts, .metadata { max-width: 52rem; font-size: 0.875rem; }
    .metadata { margin-top: 0.8rem; }
    .metadata summary { cursor: pointer; color: var(--muted); }
    footer { margin-top: 3rem; color: var(--muted); font-size: 0.8rem; }
    [hidden] { display: none !important; }

    @media screen and (max-width: 900px) {
      .overview { grid-template-columns: minmax(0, 1fr); }
      .line.heading { display: none; }
      .line { grid-template-columns: minmax(0, 1fr) auto; gap: 0.05rem 0.8rem; padding-block: 0.55rem; }
      .line .name { grid-column: 1; }
      .line .values { grid-column: 2; grid-row: 1 / span 2; }
      .line .shape { grid-column: 1; }
      .line .look { grid-column: 1; color: var(--muted); }
      .line .mean, .line .elements { display: none; }
      .line .std { grid-column: 2; grid-row: 3; }
      .line .std:not(:empty)::before { content: "std "; color: var(--muted); font-size: 0.8rem; }
      .tensor { contain-intrinsic-size: auto 5rem; }
      .tensor > summary::before { top: 1.35rem; }
      .inside { padding: 0.4rem 1rem 1.4rem; }
      output { margin-left: 0; }
    }
    @media screen and (max-width: 600px) {
      body { padding-top: 1.25rem; }
      .kinds :is(th, td):is(:nth-child(2), :nth-child(3), :nth-child(6)) { display: none; }
      .kinds tbody th { min-width: 9rem; }
      .kinds td.number { white-space: normal; }
      .kinds th, .kinds td { padding-inline: 0.6rem; }
      .totals dd { font-size: 1.25rem; }
      .tools { position: static; }
    }
    @page { margin: 14mm 12mm; }
    @media print {
      :root, :root[data-theme] { color-scheme: light; --ground: #fff; font-size: 11.5px; }
      body { padding: 0; max-width: none; font-size: 11.5px; }
      .tools, #theme { display: none; }
      section { margin-top: 1.75rem; }
      figure, tr, .tensor > summary, .columns > * { break-inside: avoid; }
      h2, h3 { break-after: avoid; }
      .tensor { content-visibility: visible; }
      .tensor > summary::before { display: none; }
      .line { padding-left: 0.6rem; gap: 0 0.7rem; grid-template-columns: minmax(0, 1fr) 10.5rem minmax(0, 10rem) 4.6rem 4.6rem 5.8rem 60px; }
      .sparkline { width: 60px; }
      .figures:not(.overview), .columns { grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 1rem; }
      .overview figure, .scroller, #list, .totals { border-radius: 0; }
      * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
    }
    """
}
