/** The only style sheet. It loads no fonts and no images. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --panel: #ffffff; --raised: #ffffff; --text: #172033; --faint: #5a6478; --line: #e2e6ed; --strong-line: #7d8797;
  --accent: #2454d6; --accent-ground: #edf2ff; --on-accent: #ffffff; --code: #f5f6f9;
  --good: #0f6b3c; --good-ground: #e3f5ea; --bad: #a81e1e; --bad-ground: #fdebea; --wait: #7a4a00; --wait-ground: #fdf1d8; --note: #5b3a9e;
  --key: #7a3e9d; --string: #0b6b4f; --number: #9a3b00; --shadow: 0 1px 2px rgb(16 24 40 / .06);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e1117; --panel: #161b24; --raised: #1b212c; --text: #e6eaf2; --faint: #9aa5b8; --line: #28303d; --strong-line: #667085;
    --accent: #8fb0ff; --accent-ground: #1b2640; --on-accent: #0d1526; --code: #10151d;
    --good: #7fdca6; --good-ground: #12291c; --bad: #ff9d98; --bad-ground: #341818; --wait: #f2c879; --wait-ground: #2f2410; --note: #c9b3ff;
    --key: #d3a8f5; --string: #86d9b0; --number: #f2b27a; --shadow: none;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
a { color: var(--accent); text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 12px; top: 12px; background: var(--panel); padding: 6px 10px; z-index: 2; }
header.top { background: var(--panel); border-bottom: 1px solid var(--line); }
header.top > div, main, footer { max-width: 1320px; margin: 0 auto; padding: 0 24px; }
header.top > div { display: flex; flex-wrap: wrap; gap: 0 24px; align-items: center; min-height: 54px; }
.brand { display: inline-flex; gap: 9px; align-items: center; font-weight: 650; color: var(--text); text-decoration: none; }
.brand svg { color: var(--accent); }
.brand path { stroke: var(--panel); }
nav[aria-label=Pages] { display: flex; gap: 2px; overflow-x: auto; }
nav[aria-label=Pages] a { padding: 16px 10px 14px; color: var(--faint); text-decoration: none; white-space: nowrap; border-bottom: 2px solid transparent; }
nav[aria-label=Pages] a:hover { color: var(--text); }
nav[aria-label=Pages] a[aria-current] { color: var(--text); font-weight: 600; border-color: var(--accent); }
nav[aria-label=Pages] a:focus-visible { outline-offset: -3px; }
.env { margin-left: auto; display: flex; gap: 10px; align-items: center; padding: 8px 0; }
.env select { width: auto; padding: 3px 8px; }
main { padding-top: 24px; padding-bottom: 40px; }
footer { color: var(--faint); font-size: .87rem; padding-bottom: 32px; }
h1 { font-size: 1.45rem; line-height: 1.25; letter-spacing: -.01em; margin: 0 0 16px; overflow-wrap: anywhere; }
h2 { font-size: 1.02rem; margin: 0; }
section > h2 { margin-bottom: 10px; }
#replays h2 { margin: 18px 0 4px; }
h3, details h2 { font-size: .9rem; margin: 14px 0 4px; }
.title { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; margin-bottom: 6px; }
.title h1 { margin: 0; }
.title button { margin-left: auto; }
.lead { color: var(--faint); margin: -8px 0 16px; }
.columns { display: grid; gap: 20px; grid-template-columns: minmax(0, 1fr); align-items: start; }
@media (min-width: 960px) { .columns { grid-template-columns: minmax(0, 5fr) minmax(0, 7fr); } .columns.even { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }
.columns > div { display: grid; gap: 20px; align-content: start; min-width: 0; }
section, .panel { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 16px 18px; min-width: 0; box-shadow: var(--shadow); }
.panel section { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: 16px 0 0; margin-top: 18px; box-shadow: none; }
.start { margin-bottom: 20px; border-color: var(--accent); }
.steps { display: grid; gap: 10px 32px; grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr)); }
.steps h3 { margin-top: 4px; }
.bar { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; justify-content: space-between; margin-bottom: 8px; }
.bar h3, details .bar h2 { margin: 6px 0 0; }
[data-live]:empty { display: none; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 8px 12px 8px 0; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
thead th, thead td { border-top: 0; padding-top: 0; color: var(--faint); font-size: .85rem; font-weight: 600; overflow-wrap: normal; white-space: nowrap; }
tbody th { font-weight: 600; }
.runs { white-space: nowrap; }
.count { text-align: right; padding-right: 2px; }
table.names { margin: 6px 0 10px; }
table.names caption { text-align: left; font-weight: 600; font-size: .9rem; padding: 8px 0 4px; }
table.names th { width: 34%; color: var(--faint); font-weight: 400; }
table.names th, table.names td { padding: 4px 12px 4px 0; }
table.compare .changed > * { background: var(--wait-ground); }
table.compare th, table.compare td { padding: 6px 10px; }
table.compare tbody th { overflow-wrap: normal; width: 1%; }
table.compare thead th .hint { display: block; }
table.compare thead th, table.compare time { white-space: normal; }
p { margin: 6px 0; }
.faint, .empty, .hint { color: var(--faint); }
.hint { font-weight: 400; font-size: .87rem; }
.empty { margin: 4px 0; }
.facts { display: flex; flex-wrap: wrap; gap: 4px 20px; align-items: center; color: var(--faint); margin: 0 0 14px; }
.facts > span { min-width: 0; overflow-wrap: anywhere; }
code, pre, textarea, .mono, .url { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .85rem; }
code { overflow-wrap: anywhere; }
.id { white-space: nowrap; }
th .faint, th.mono { font-weight: 400; }
pre { background: var(--code); border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px; margin: 4px 0; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.55; }
pre .k { color: var(--key); } pre .s { color: var(--string); } pre .n { color: var(--number); }
pre.difference .added { color: var(--good); background: var(--good-ground); } pre.difference .removed { color: var(--bad); background: var(--bad-ground); }
.with-copy { position: relative; }
.with-copy button { position: absolute; top: 10px; right: 8px; background: var(--raised); }
.badge, .http, .tag { display: inline-block; white-space: nowrap; border-radius: 999px; padding: 0 9px; font-size: .8rem; line-height: 1.55; border: 1px solid transparent; background: var(--code); color: var(--faint); }
.badge.success { color: var(--good); background: var(--good-ground); }
.badge.error { color: var(--bad); background: var(--bad-ground); }
.badge.timeout, .badge.skipped, .badge.active, .tag.simulation { color: var(--wait); background: var(--wait-ground); }
.tag { border-color: currentColor; background: transparent; border-radius: 5px; padding: 0 6px; }
.tag.simulation { border-color: transparent; }
.http { border-radius: 5px; padding: 0 7px; font-weight: 600; font-variant-numeric: tabular-nums; }
.http.good { color: var(--good); background: var(--good-ground); } .http.bad { color: var(--bad); background: var(--bad-ground); }
.method { color: var(--note); font-weight: 600; font-size: .8rem; }
.path { color: var(--text); }
.host { color: var(--faint); }
.url { overflow-wrap: anywhere; }
.url button { margin-left: 6px; font-family: system-ui, sans-serif; }
ul.rows, ul.plain-list, ul.transcript { list-style: none; margin: 0; padding: 0; }
ul.rows > li { border-top: 1px solid var(--line); }
ul.rows > li:first-child { border-top: 0; }
a.row { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 1px 12px; padding: 9px 8px; margin: 0 -8px; color: inherit; text-decoration: none; border-radius: 6px; }
a.row:hover { background: var(--code); }
a.row[aria-current] { background: var(--accent-ground); box-shadow: inset 3px 0 var(--accent); }
.first { display: flex; flex-wrap: wrap; gap: 2px 8px; align-items: center; min-width: 0; overflow-wrap: anywhere; }
.where { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: .85rem; }
span.nums { display: flex; flex-wrap: wrap; gap: 0 8px; align-items: center; justify-content: flex-end; }
.nums { color: var(--faint); font-variant-numeric: tabular-nums; white-space: nowrap; font-size: .85rem; text-align: right; }
time { white-space: nowrap; }
.filter { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: end; margin-bottom: 16px; }
.filter > div { flex: 1 1 130px; }
.filter > .wide { flex: 3 1 220px; }
.filter > .buttons { flex: 0 0 auto; display: flex; gap: 12px; align-items: center; min-height: 37px; }
.filter label { margin: 0 0 2px; font-size: .85rem; color: var(--faint); }
.split { display: grid; gap: 20px; grid-template-columns: minmax(0, 1fr); align-items: start; }
.split .list { display: none; }
@media (min-width: 1000px) {
  .split { grid-template-columns: minmax(0, 5fr) minmax(0, 8fr); }
  .split .list { display: block; }
  .split .back { display: none; }
}
.back { margin: 0 0 10px; }
@media (max-width: 999px) { .filter.beside { display: none; } }
.list { padding-top: 6px; padding-bottom: 6px; }
.pager { display: flex; gap: 16px; justify-content: space-between; padding: 10px 0; border-top: 1px solid var(--line); }
details.item { border-top: 1px solid var(--line); }
details.item:first-child { border-top: 0; }
details.item > summary { cursor: pointer; padding: 9px 0; display: grid; grid-template-columns: 14px minmax(0, 1fr) auto; gap: 2px 8px; align-items: center; list-style: none; }
details.item > summary::-webkit-details-marker { display: none; }
details.item > summary::before { content: "▸"; color: var(--faint); }
details.item[open] > summary::before { content: "▾"; }
details.item > div { padding: 0 0 14px 22px; }
details.more { margin-top: 10px; }
details.more > summary { cursor: pointer; color: var(--accent); font-weight: 600; font-size: .9rem; }
label { display: block; font-weight: 600; margin: 12px 0 4px; }
input, select, textarea { width: 100%; font-size: .92rem; color: inherit; background: var(--raised); border: 1px solid var(--strong-line); border-radius: 7px; padding: 7px 10px; }
input, select { font-family: inherit; min-height: 37px; }
textarea { min-height: 150px; resize: vertical; line-height: 1.5; font-size: .85rem; display: block; }
textarea.small { min-height: 66px; }
::placeholder { color: var(--faint); opacity: 1; }
button { font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: 7px; padding: 6px 14px; cursor: pointer; }
button[aria-disabled] { opacity: .6; cursor: default; }
button.plain { color: var(--accent); background: transparent; border-color: var(--strong-line); }
button.danger { color: var(--bad); background: transparent; border-color: var(--bad); margin-top: 6px; }
button.small, a.small { font-size: .82rem; padding: 2px 10px; }
html:not(.scripted) [data-copy] { display: none; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 14px 0 0; }
.actions input { flex: 1 1 220px; width: auto; }
.actions .notice { flex: 1 0 100%; margin: 0; }
.notice:empty { display: none; }
.notice.done, .done { border-radius: 8px; padding: 8px 12px; color: var(--good); background: var(--good-ground); }
p.done { margin: 0 0 16px; }
.failure { border-radius: 8px; padding: 8px 12px; margin: 10px 0; color: var(--bad); background: var(--bad-ground); overflow-wrap: anywhere; white-space: pre-line; }
.simulated { border-radius: 8px; padding: 8px 12px; margin: 10px 0; color: var(--wait); background: var(--wait-ground); }
.notice a { color: inherit; font-weight: 600; }
.two { display: grid; gap: 0 14px; grid-template-columns: repeat(auto-fit, minmax(160px, 1fr)); }
.plain-list li { padding: 6px 0; }
.spread li { display: flex; gap: 12px; justify-content: space-between; align-items: center; border-top: 1px solid var(--line); }
.spread li:first-child { border-top: 0; }
.attach { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 10px; align-items: center; border-top: 1px solid var(--line); margin-top: 8px; }
.attach label { grid-column: 1 / -1; }
.attach button { padding: 6px 14px; font-size: .92rem; }
.transcript li { padding: 7px 0; border-top: 1px solid var(--line); display: grid; grid-template-columns: 84px minmax(0, 1fr); gap: 10px; overflow-wrap: anywhere; }
.transcript li:first-child { border-top: 0; }
.transcript b { color: var(--faint); font-weight: 600; font-size: .85rem; }
.transcript .user b { color: var(--accent); }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.away { display: none; position: sticky; top: 0; margin: 0; padding: 6px 20px; text-align: center; color: var(--bad); background: var(--bad-ground); border-bottom: 1px solid; z-index: 1; }
[data-stream=away] .away { display: block; }
@media (max-width: 600px) {
  header.top > div, main, footer { padding-left: 14px; padding-right: 14px; }
  header.top > div { padding-top: 10px; }
  nav[aria-label=Pages] { order: 3; flex-wrap: wrap; width: calc(100% + 28px); margin: 0 -14px; padding: 0 6px; }
  nav[aria-label=Pages] a { padding: 7px 8px 6px; font-size: .92rem; }
  .env { padding: 0; } .env code { display: none; }
  section, .panel { padding: 14px; }
  details.item > summary { grid-template-columns: 14px minmax(0, 1fr); }
  details.item > summary > .nums { grid-column: 2; justify-content: flex-start; }
  details.item > div { padding-left: 0; }
  .transcript li { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .runs { white-space: normal; }
}
@media (prefers-reduced-motion: no-preference) { .fresh { animation: fresh 1.5s ease-out; } }
@keyframes fresh { from { background: var(--good-ground); } }
`;
