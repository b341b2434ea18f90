/** The only style sheet; no fonts, no pictures. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f7f8fa; --panel: #ffffff; --text: #1b2330; --faint: #566072; --line: #d8dde6; --accent: #1f5fbf; --on-accent: #ffffff;
  --good: #12693a; --good-ground: #e2f4e9; --bad: #a5201f; --bad-ground: #fbe7e6; --wait: #7a4f00; --wait-ground: #fbf0d9; --code: #f0f2f6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161d; --panel: #1a202a; --text: #e6eaf1; --faint: #a3adbd; --line: #343d4b; --accent: #8ab6ff; --on-accent: #0e1420;
    --good: #84dba8; --good-ground: #15301f; --bad: #ff9c98; --bad-ground: #3a1a1a; --wait: #f0c674; --wait-ground: #33280f; --code: #11151c;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 12px; top: 12px; background: var(--panel); padding: 6px 10px; z-index: 1; }
header.top { background: var(--panel); border-bottom: 1px solid var(--line); }
header.top > div, main { max-width: 1240px; margin: 0 auto; padding: 12px 20px; }
header.top > div { display: flex; flex-wrap: wrap; gap: 6px 20px; align-items: baseline; }
header.top strong { font-size: 1.1rem; }
header.top .env { margin-left: auto; color: var(--faint); }
main { padding-top: 20px; padding-bottom: 60px; }
h1 { font-size: 1.35rem; margin: 0 0 12px; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 0 0 10px; }
h3 { font-size: .8rem; margin: 14px 0 4px; color: var(--faint); text-transform: uppercase; letter-spacing: .04em; }
.columns { display: grid; gap: 20px; grid-template-columns: minmax(0, 1fr); }
@media (min-width: 960px) { .columns { grid-template-columns: minmax(0, 5fr) minmax(0, 7fr); } }
.columns > div { display: grid; gap: 20px; align-content: start; min-width: 0; }
section { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; min-width: 0; margin-bottom: 20px; }
.columns section { margin-bottom: 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding-bottom: 8px; }
th, td { text-align: left; padding: 6px 10px 6px 0; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
thead th { border-top: 0; color: var(--faint); font-size: .85rem; font-weight: 600; overflow-wrap: normal; white-space: nowrap; }
tbody th { font-weight: 600; }
p { margin: 6px 0; }
.faint, .empty { color: var(--faint); }
code, pre, textarea, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .87rem; }
code { overflow-wrap: anywhere; }
.id { white-space: nowrap; }
th .faint, th.mono { font-weight: 400; }
pre { background: var(--code); border: 1px solid var(--line); border-radius: 6px; padding: 10px 12px; margin: 4px 0; overflow: auto; max-height: 340px; white-space: pre-wrap; overflow-wrap: anywhere; }
.badge { display: inline-block; white-space: nowrap; border-radius: 999px; padding: 0 9px; font-size: .85rem; border: 1px solid currentColor; background: var(--code); }
.badge.success { color: var(--good); background: var(--good-ground); }
.badge.error { color: var(--bad); background: var(--bad-ground); }
.badge.timeout, .badge.skipped, .badge.active { color: var(--wait); background: var(--wait-ground); }
details.delivery { border-top: 1px solid var(--line); }
details.delivery > summary { cursor: pointer; padding: 8px 0; display: flex; flex-wrap: wrap; gap: 2px 12px; align-items: baseline; list-style: none; }
details.delivery > summary::-webkit-details-marker { display: none; }
details.delivery > summary::before { content: "▸"; color: var(--faint); }
details.delivery[open] > summary::before { content: "▾"; }
details.delivery > summary .where { color: var(--faint); flex: 1 1 120px; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
details.delivery > summary .nums { color: var(--faint); font-variant-numeric: tabular-nums; white-space: nowrap; }
details.delivery > div { padding: 0 0 14px 18px; }
label { display: block; font-weight: 600; margin: 10px 0 3px; }
.hint { font-weight: 400; color: var(--faint); font-size: .87rem; }
input, select, textarea { width: 100%; font-size: .95rem; color: inherit; background: var(--ground); border: 1px solid #7d8797; border-radius: 6px; padding: 7px 9px; }
textarea { min-height: 150px; resize: vertical; }
textarea.small { min-height: 70px; }
button { font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: 6px; padding: 6px 14px; cursor: pointer; }
button.plain { color: var(--accent); background: transparent; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin-top: 12px; }
.actions input { flex: 1 1 220px; width: auto; }
.two { display: grid; gap: 0 14px; grid-template-columns: repeat(auto-fit, minmax(160px, 1fr)); }
.failure { border: 1px solid var(--bad); color: var(--bad); background: var(--bad-ground); border-radius: 6px; padding: 8px 12px; margin: 8px 0; overflow-wrap: anywhere; }
.transcript { margin: 0; padding: 0; list-style: none; }
.transcript li { padding: 4px 0; border-top: 1px solid var(--line); }
.transcript b { color: var(--faint); font-weight: 600; margin-right: 8px; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.away { display: none; position: sticky; top: 0; margin: 0; padding: 6px 20px; text-align: center; color: var(--bad); background: var(--bad-ground); border-bottom: 1px solid; z-index: 1; }
[data-stream=away] .away { display: block; }
.notice.failure { color: var(--bad); }
.actions .notice { flex: 1 0 100%; min-height: 0; margin: 0; }
.actions .notice:empty { display: none; }
time { white-space: nowrap; }
#status { margin-bottom: 12px; }
.notice { min-height: 1.5em; color: var(--faint); margin: 6px 0 0; }
@media (prefers-reduced-motion: no-preference) { details.delivery.fresh > summary { animation: fresh 1.5s ease-out; } }
@keyframes fresh { from { background: var(--good-ground); } }
`;
