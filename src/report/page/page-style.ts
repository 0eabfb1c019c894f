/** The style of a page: light or dark as the reader's system is, on paper light. Only fonts that are there already. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --paper: #f6f7f9; --card: #ffffff; --ink: #1c2430; --quiet: #5b6675; --line: #dfe3e8; --accent: #0072b2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12161c; --card: #1b2129; --ink: #e4e8ee; --quiet: #9aa6b5; --line: #303844; --accent: #56b4e9;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 68rem;
  background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif;
}
h1 { margin: 0; font-size: 2rem; line-height: 1.2; letter-spacing: -0.02em; }
h2 { margin: 0 0 1rem; font-size: 1.25rem; letter-spacing: -0.01em; }
p { margin: 0 0 1rem; max-width: 46rem; }
a { color: var(--accent); text-decoration: none; }
a:hover, a:focus-visible { text-decoration: underline; }
.subtitle { margin: 0.5rem 0 0; color: var(--quiet); overflow-wrap: anywhere; }
.facts { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1.75rem 0 0; }
.facts div {
  flex: 1 1 8rem; padding: 0.75rem 1rem;
  background: var(--card); border: 1px solid var(--line); border-radius: 10px;
}
.facts dt { color: var(--quiet); font-size: 0.8rem; }
.facts dd { margin: 0; font-size: 1.35rem; font-weight: 600; font-variant-numeric: tabular-nums; }
nav { margin: 1.75rem 0 0; font-size: 0.9rem; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.35rem 1.25rem; margin: 0; padding: 0; list-style: none; }
section {
  margin-top: 1.5rem; padding: 1.5rem;
  background: var(--card); border: 1px solid var(--line); border-radius: 12px;
}
section > :last-child { margin-bottom: 0; }
figure { margin: 0 0 1.5rem; }
figure svg, figure img { display: block; max-width: 100%; height: auto; }
/* The paper that a chart has as a file of its own. */
figure svg > rect:first-child { fill: none; }
figure svg text { font-family: inherit; }
figcaption, caption { color: var(--quiet); font-size: 0.875rem; text-align: left; }
figcaption { margin-top: 0.5rem; max-width: 46rem; }
caption { padding-bottom: 0.5rem; }
.row { display: flex; flex-wrap: wrap; gap: 0 2.5rem; align-items: flex-start; }
.row > * { flex: 0 1 auto; min-width: 0; }
.table { margin: 0 0 1.5rem; overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.3rem 0.9rem; border-bottom: 1px solid var(--line); text-align: left; white-space: nowrap; }
th:first-child, td:first-child { padding-left: 0; }
th { font-weight: 600; }
thead th { color: var(--quiet); font-size: 0.8rem; }
.right { text-align: right; }
footer { margin-top: 1.5rem; color: var(--quiet); font-size: 0.85rem; overflow-wrap: anywhere; }
@media print {
  :root {
    color-scheme: light;
    --paper: #ffffff; --card: #ffffff; --ink: #000000; --quiet: #444444; --line: #cccccc; --accent: #000000;
  }
  body { max-width: none; padding: 0; font-size: 11pt; }
  nav { display: none; }
  section { padding: 0; border: 0; }
  h2, figure, tr { break-inside: avoid; }
  h2 { break-after: avoid; }
}
`.trim();
