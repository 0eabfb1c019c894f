/** What the page of a trace has beside the style of all pages. */
export const traceStyle = `
:root { --warm: #b85c00; --good: #00744f; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --warm: #f0a04b; --good: #4fc39a; --bad: #ff8a80; } }
body { max-width: 88rem; }
.controls { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: center; margin-bottom: 1rem; }
.controls input { flex: 1 1 14rem; accent-color: var(--warm); direction: rtl; }
.controls output { flex: 1 1 100%; color: var(--quiet); font-size: 0.9rem; }
.controls button {
  padding: 0.35rem 0.9rem; font: inherit; color: var(--ink); cursor: pointer;
  background: var(--card); border: 1px solid var(--line); border-radius: 8px;
}
.controls button:hover, .controls button:focus-visible { border-color: var(--warm); }
.split { display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: flex-start; }
.graph { flex: 1 1 26rem; max-width: 100%; max-height: 78vh; overflow: auto; border: 1px solid var(--line); border-radius: 8px; }
.graph svg { display: block; margin: 0 auto; }
.panels { flex: 1 1 26rem; min-width: 0; }
.node { cursor: pointer; outline: none; }
.node rect { fill: var(--card); stroke: var(--quiet); stroke-width: 1; }
.node.parameter rect { stroke: var(--accent); }
.node.constant rect { stroke-dasharray: 4 3; }
.node text { fill: var(--ink); font: 12px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; white-space: pre; }
.node .value { fill: var(--quiet); }
.node .gradient { fill: var(--warm); font-weight: 600; }
.walking .node:not(.whole) .gradient { visibility: hidden; }
.node.open rect { stroke: var(--accent); stroke-width: 2.5; }
.node.current rect { stroke: var(--warm); stroke-width: 3; }
.node:focus-visible rect { stroke-width: 3; stroke-dasharray: 2 2; }
.edge { fill: none; stroke: var(--quiet); stroke-opacity: 0.55; }
.edge.constant { stroke-dasharray: 3 4; }
.edge.passed { stroke: var(--warm); stroke-opacity: 0.8; }
.edge.current { stroke: var(--warm); stroke-width: 3; stroke-opacity: 1; }
#arrow path { fill: var(--quiet); }
h3 { margin: 0 0 0.75rem; font-size: 1.05rem; }
h4 { margin: 1.25rem 0 0.5rem; font-size: 0.95rem; }
code { font: 0.875rem/1.5 ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.where { color: var(--quiet); font-size: 0.9rem; }
.panels table { width: 100%; }
.panels th, .panels td { white-space: normal; vertical-align: baseline; }
.panels th { width: 5.5rem; padding-left: 0; color: var(--quiet); font-weight: 400; }
.arrives td, .leaves td, .sum td, .gradient td { color: var(--warm); }
.check td { color: var(--quiet); }
[data-verdict='differs'] .check td { color: var(--bad); }
.panels article + article { margin-top: 1.5rem; }
.walking .panels article + article { margin-top: 0; }
@media print { .controls { display: none; } .graph { max-height: none; border: 0; } .walking .panels article { display: block; } }
`.trim();
