"""What the served pages add to the style sheet of the report: the bar, the trail, excerpts, the form."""

from __future__ import annotations

from loadpath.report.style import STYLE

SERVED = """
header.bar{padding:18px 60px 14px}
.bar .kicker{margin:0;font-size:14px}
.home{margin:0;font-size:19px;font-weight:600;line-height:1.3}
.home a{color:inherit;text-decoration:none}
.home a:hover{text-decoration:underline}
.jump{display:none;margin:4px 0 0;font-size:14.5px}
.jump a{display:inline-block;min-height:24px}
.strip .note{margin:0 0 18px}
.strip .fields{grid-template-columns:1fr 1fr}
section.l1 section.l2{padding-bottom:0;margin-bottom:0;border:0}
section.l1 section.l2>h2{font-size:24px;margin:36px 0 10px}
section.l1 section.l2>.kicker{margin-top:36px}
section.l1 section.l2>.kicker+h2{margin-top:0}
section.l1 section.l3>h3{font-size:20px;margin-top:28px}
section.l1 section.l3>.kicker{margin-top:28px}
section.l1 section.l3>.kicker+h3{margin-top:0}
nav a.here{color:var(--ink);font-weight:600}
.trail{list-style:none;display:flex;flex-wrap:wrap;gap:0 8px;margin:0 0 14px;padding:0;font-size:14.5px}
.trail li:not(:last-child)::after{content:"/";color:var(--muted);margin-left:8px}
.trail a{display:inline-block;min-height:24px;color:var(--muted)}
section.l1>.kicker{font-size:15px}
h1{font-size:34px}
.finding{border-top:1px solid var(--line);padding:18px 0 8px}
.finding h2{font-size:20px;margin:2px 0 8px}
.excerpt{margin:10px 0 12px}
.excerpt pre{margin:4px 0 0;padding:8px 0;overflow-x:auto;border-top:1px solid var(--line);
border-bottom:1px solid var(--line);font:13.5px/1.5 ui-monospace,'SFMono-Regular',Menlo,Consolas,'DejaVu Sans Mono',
monospace;white-space:pre-wrap;overflow-wrap:anywhere}
.excerpt .row{display:block;padding-left:56px;text-indent:-56px;border-left:3px solid transparent;color:var(--muted)}
.excerpt .row.here{border-left-color:var(--attention);color:var(--ink)}
.excerpt .lineno{display:inline-block;width:44px;margin-right:12px;text-indent:0;text-align:right;color:var(--muted);
user-select:none}
mark{background:none;color:inherit;font-weight:700;text-decoration:underline 2px var(--attention);
text-underline-offset:4px;text-decoration-skip-ink:none}
fieldset{border:0;margin:0 0 20px;padding:0;min-width:0}
legend{font-weight:600;font-size:22px;padding:24px 0 6px}
.setting{padding:10px 0;border-bottom:1px solid var(--line)}
.setting .what{margin:0 0 4px}
.setting .what a{text-decoration-color:var(--line)}
.controls{display:flex;flex-wrap:wrap;gap:6px 18px;align-items:center;font-size:15px;color:var(--muted)}
.controls label{display:inline-flex;align-items:center;gap:6px}
input,select,button{font:400 16px 'Source Sans',system-ui,sans-serif;color:var(--ink);background:var(--ground);
border:1px solid var(--muted);border-radius:0;min-height:32px;padding:2px 8px;max-width:100%}
input[type=text]{width:11em}
input[type=range]{width:220px;padding:0;border:0;accent-color:var(--estimate)}
button{background:var(--ink);color:var(--ground);font-weight:600;padding:6px 18px;cursor:pointer}
.buttons{display:flex;flex-wrap:wrap;gap:10px 22px;align-items:center;margin:18px 0}
@media (min-width:641px) and (min-height:700px){
#result{position:sticky;top:0;z-index:2;background:var(--ground);border-bottom:1px solid var(--line);padding:6px 0 1px}
#result .table{margin:4px 0 10px}
}
input:focus-visible,select:focus-visible,button:focus-visible{outline:3px solid #ffdd00;outline-offset:0;
border-color:#000}
button:focus-visible{background:#ffdd00;color:#000}
@media (max-width:1000px){
header.bar{padding:16px 32px 12px}
nav{order:2;border-top:1px solid var(--line)}
.jump{display:block}
}
@media (max-width:640px){
header.bar{padding:14px 18px 10px}
h1{font-size:28px}
.strip .fields{grid-template-columns:minmax(0,1fr)}
input[type=range]{width:100%}
}
"""

SHEET = STYLE + SERVED
"""The style sheet that pages link to."""
