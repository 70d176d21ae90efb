/// How the page looks: light and dark as the reader has it, on a phone, and on paper.
enum HTMLStyle {
    static let sheet = """
        :root {
          --paper: #ffffff; --ink: #1c2126; --faint: #5d6771; --line: #d9dee3; --card: #f5f7f9;
          --high: #b3261e; --medium: #9a5b00; --low: #4a6785; --other: #4f7fb0; --failure: #d0483e; --gap: #fff4dc;
          --s0: #eef1f4; --s1: #c9dcee; --s2: #8fb6dc; --s3: #2f6aa3; --s4: #123c66; --on: #1c2126; --over: #ffffff;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #14181c; --ink: #e4e8ec; --faint: #9aa5b0; --line: #323a42; --card: #1d2329;
            --high: #ff8a80; --medium: #ffc069; --low: #9dbbd9; --other: #6ba0d6; --failure: #f0756b; --gap: #3a3014;
            --s0: #20272e; --s1: #1f3b56; --s2: #2c5c8a; --s3: #86b8e6; --s4: #d3e8fb; --on: #e4e8ec; --over: #10161c;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0 auto; padding: 1.2rem 1rem 3rem; max-width: 60rem; background: var(--paper); color: var(--ink);
          font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif;
        }
        h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .6rem; }
        h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
        h3 { font-size: .95rem; margin: 1.2rem 0 .4rem; }
        p { margin: .5rem 0; color: var(--faint); }
        .gaps { background: var(--gap); border-radius: 8px; padding: .1rem 1rem .6rem; margin: 1rem 0; }
        .gaps h2 { margin-top: .8rem; border: 0; }
        .gaps ul { margin: 0; padding-left: 1.2rem; }
        .findings { list-style: none; margin: 0; padding: 0; }
        .findings li {
          margin: .5rem 0; padding: .5rem .8rem; background: var(--card); border-left: 4px solid var(--low);
          border-radius: 0 6px 6px 0; overflow-wrap: anywhere;
        }
        .findings .high { border-color: var(--high); }
        .findings .medium { border-color: var(--medium); }
        .severity { font-size: .75rem; font-weight: 600; text-transform: uppercase; color: var(--low); margin-right: .3rem; }
        .high .severity { color: var(--high); }
        .medium .severity { color: var(--medium); }
        code { font: .8rem/1.45 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
        .findings code { display: block; margin-top: .3rem; color: var(--faint); }
        .findings .about { display: block; margin-top: .2rem; font-size: .85rem; color: var(--faint); }
        .table { overflow-x: auto; }
        table { border-collapse: collapse; min-width: 60%; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; vertical-align: top; padding: .3rem 1.6rem .3rem 0; border-bottom: 1px solid var(--line); }
        th:last-child, td:last-child { padding-right: 0; }
        thead th { color: var(--faint); font-weight: 600; font-size: .85rem; white-space: nowrap; }
        tbody th { font-weight: 500; overflow-wrap: anywhere; min-width: 7rem; }
        tbody th.part { padding-left: 1.2rem; font-weight: 400; }
        td { overflow-wrap: break-word; }
        .number { text-align: right; white-space: nowrap; overflow-wrap: normal; }
        #headline tbody td:nth-child(2) { font-weight: 650; }
        figure { margin: 0; }
        figcaption { color: var(--faint); font-size: .85rem; }
        svg { display: block; width: 100%; height: auto; }
        svg .axis { stroke: var(--line); }
        svg .label { fill: var(--faint); font: 11px system-ui, sans-serif; }
        svg .other { fill: var(--other); }
        svg .failure { fill: var(--failure); }
        .key { display: inline-block; width: .8em; height: .8em; border-radius: 2px; margin-left: .6em; }
        .key.other { background: var(--other); }
        .key.failure { background: var(--failure); margin-left: 0; }
        .week table { table-layout: fixed; width: 100%; min-width: 0; border-collapse: separate; border-spacing: 2px; }
        .week th, .week td { padding: 0; border: 0; min-width: 0; font-size: 11px; line-height: 1.75rem; text-align: center; }
        .week td { max-width: none; overflow: hidden; text-overflow: clip; white-space: nowrap; }
        .week tbody th, .week thead td { width: 2.2rem; text-align: left; font-weight: 500; }
        .week thead th { line-height: 1rem; }
        .week abbr { text-decoration: none; }
        .week td[class] { border-radius: 2px; }
        .week .s0 { background: var(--s0); color: var(--on); }
        .week td.s0 span, .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        .week .s1 { background: var(--s1); color: var(--on); }
        .week .s2 { background: var(--s2); color: var(--on); }
        .week .s3 { background: var(--s3); color: var(--over); }
        .week .s4 { background: var(--s4); color: var(--over); }
        .week .key { margin: 0; border-radius: 2px; }
        @media (max-width: 40rem) {
          body { padding: .8rem .8rem 2rem; font-size: 14px; }
          table { min-width: 100%; font-size: 13px; }
          th, td { padding-right: .7rem; }
          thead th, thead .number { white-space: normal; vertical-align: bottom; }
          tbody th { min-width: 5.5rem; }
          .cards, .cards tbody { display: block; }
          .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          .cards tr { display: flex; flex-wrap: wrap; padding: .35rem 0; border-bottom: 1px solid var(--line); }
          .cards tbody th, .cards td { padding: 0; border: 0; min-width: 0; overflow-wrap: anywhere; }
          .cards tbody th { flex-basis: 100%; }
          .cards td { text-align: left; margin-right: 1rem; }
          .cards td:empty { margin: 0; }
          /* Who hears the page hears the titles of the columns. */
          .cards [data-label]:not(:empty)::before {
            content: attr(data-label); content: attr(data-label) / ""; margin-right: .4rem; color: var(--faint); font-weight: 400;
          }
          svg .label { font-size: 22px; }
          svg .minor { display: none; }
          .week table { border-spacing: 1px; }
          .week td span, .week abbr.minor { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
          .week td { position: relative; line-height: 1.4rem; height: 1.4rem; }
          .week tbody th, .week thead td { min-width: 0; width: 1.9rem; }
        }
        @media print {
          :root {
            --paper: #fff; --ink: #000; --faint: #444; --line: #bbb; --card: #fff; --high: #b3261e; --medium: #9a5b00;
            --low: #4a6785; --other: #4f7fb0; --failure: #d0483e; --gap: #fff;
            --s0: #eef1f4; --s1: #c9dcee; --s2: #8fb6dc; --s3: #2f6aa3; --s4: #123c66; --on: #000; --over: #fff;
          }
          body { max-width: none; padding: 0; font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          .table { overflow: visible; }
          .gaps { border: 1px solid var(--line); }
          h2, h3 { break-after: avoid; }
          tr, li, figure { break-inside: avoid; }
          thead { display: table-header-group; }
        }
        """
}
