"""The style sheet of a report: hairlines only; no shadows, no gradients, no boxes in boxes."""

from __future__ import annotations

COLOURS = """
:root{--ink:#14202b;--ground:#fff;--muted:#55636f;--line:#d5dce1;--link:#1a5fb4;--estimate:#12436D;
--attention:#b4430c; --attention-bar:#F46A25;--bad:#801650;--good:#1c6b5f;--good-bar:#28A197;--budget:#c0392b;
--estimate-bar:#12436D;--bad-bar:#801650}
@media (prefers-color-scheme:dark){
:root{--ink:#e4e9ed;--ground:#12171c;--muted:#a2adb7;--line:#333d46;--link:#8ab8f2; --estimate:#7fb0ee;
--attention:#ffa26b;--attention-bar:#ffa26b;--bad:#e58fc0;--good:#6cd0c0;--good-bar:#6cd0c0;--budget:#ff8f80;
--estimate-bar:#7fb0ee;--bad-bar:#e58fc0}
}
"""

PAGE = """
*{box-sizing:border-box}
html{color:var(--ink);background:var(--ground);font:400 16px/1.45 'Source Sans',system-ui,-apple-system,'Segoe UI',
sans-serif; font-variant-numeric:tabular-nums lining-nums;-webkit-text-size-adjust:100%;scroll-padding-top:16px}
body{margin:0;overflow-wrap:break-word}
a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:2px}
a:focus-visible,[tabindex]:focus-visible{outline:3px solid #000;outline-offset:0;background:#ffdd00;color:#000;
box-shadow:none; text-decoration:none;border-radius:0}
[tabindex]:focus-visible{background:none;color:inherit;outline:3px solid #ffdd00;outline-offset:2px;
border:1px solid #000}
.skip{position:absolute;left:-999px}
.skip:focus{left:16px;top:8px;padding:6px 10px}
code,a>code{font:0.84em ui-monospace,'SFMono-Regular',Menlo,Consolas,'DejaVu Sans Mono',monospace;
overflow-wrap:break-word}
a.id{font:0.84em ui-monospace,'SFMono-Regular',Menlo,Consolas,'DejaVu Sans Mono',monospace;
text-decoration-color:var(--line)}
a:has(>code),td a,
.said li a,th a,dd a,.kicker a{text-decoration-color:var(--line)}
a:hover{text-decoration-color:currentColor}
strong{font-weight:600}
header{border-bottom:1px solid var(--line);padding:44px 60px 28px}
.strip{max-width:1130px}
.strip .fields{max-width:none;display:grid;grid-template-columns:3fr 2fr;gap:0 48px}
h1,h2,h3,h4,h5,h6{font-weight:600;line-height:1.2;text-wrap:balance}
h1{font-size:40px;letter-spacing:-.012em;margin:2px 0 18px}
h2{font-size:30px;letter-spacing:-.008em;margin:0 0 16px}
h3{font-size:22px;margin:40px 0 10px}
h4{font-size:18px;margin:28px 0 8px}
h5,h6{font-size:16px;margin:20px 0 6px}
.kicker{margin:0 0 2px;color:var(--muted);font-size:14.5px}
.kicker+h2,.kicker+h3,.kicker+h4{margin-top:0}
.page{display:grid;grid-template-columns:250px minmax(0,820px);gap:0 60px;padding:0 60px;max-width:1250px}
nav{position:sticky;top:0;align-self:start;max-height:100vh;overflow:auto;padding:40px 0;font-size:14.5px;
line-height:1.3}
.navhead{font-weight:600;margin:0 0 8px}
nav ul{list-style:none;margin:0;padding:0}
nav a{display:block;padding:4px 0;min-height:24px;color:var(--muted);text-decoration:none}
nav a[aria-current]{color:var(--ink);font-weight:600}
nav a:hover{color:var(--ink);text-decoration:underline}
main{padding:40px 0 80px;min-width:0}
section.l2{padding-bottom:24px;margin-bottom:56px;border-bottom:1px solid var(--line)}
section.l2:last-of-type{border-bottom:0}
section.l4{margin-top:28px}
.long #evidence>section.l3,.long section.l4,.long section.l5{content-visibility:auto;contain-intrinsic-size:auto 300px}
section.l3>.kicker{margin-top:40px}
section.l4>.kicker{margin-top:28px}
p{margin:0 0 14px}
.prose,.said{max-width:38em;font:400 18px/1.6 'Source Serif',Georgia,'Times New Roman',serif;
font-variant-numeric:lining-nums}
.prose p,.prose ul,.prose ol{margin:0 0 14px}
.prose table{font-size:16px;border-collapse:collapse}
.prose td,.prose th{padding:4px 12px 4px 0;border-bottom:1px solid var(--line);text-align:left}
.prose pre{overflow:auto;font-size:14px}
.said.lead{font-size:24px;line-height:1.4;margin-bottom:18px}
ul.said{padding-left:20px;margin:0 0 18px}
ul.said li{margin:0 0 8px}
.muted{color:var(--muted)}
.foot{color:var(--muted);font-size:14.5px}
"""

PARTS = """
.state{white-space:nowrap}
.state .symbol{font:600 0.95em system-ui,'Segoe UI Symbol','DejaVu Sans',sans-serif}
.state.bad{color:var(--bad)}
.state.attention{color:var(--attention)}
.state.good{color:var(--good)}
.note{border-left:4px solid var(--attention);padding:4px 0 4px 12px;margin:16px 0 0;max-width:44em}
.note.bad{border-color:var(--bad)}
ins{color:var(--good);text-underline-offset:2px}
del{color:var(--bad)}
.withheld{border-bottom:2px dotted var(--attention)}
.withheld .why{font:600 12.5px 'Source Sans',sans-serif;color:var(--attention);text-transform:none}
.term{color:inherit;text-decoration:underline dotted 1px;text-decoration-color:var(--muted)}
.missing{color:var(--attention)}
.computed a{text-decoration-color:var(--line)}
.fields{margin:0 0 16px;font-size:16px;max-width:820px}
.fields div{display:grid;grid-template-columns:150px minmax(0,1fr);gap:0 16px;padding:3px 0}
.fields dt{color:var(--muted)}
.fields dd{margin:0}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));margin:22px 0 26px;
border:1px solid var(--line)}
.facts div{display:grid;grid-template-rows:subgrid;grid-row:span 3;align-content:start;padding:12px 16px 14px;
border-left:1px solid var(--line);margin-left:-1px}
.facts dt{color:var(--muted);font-size:14.5px;line-height:1.3}
.facts dd{margin:0}
.facts .value{font-size:23px;font-weight:600;line-height:1.25;margin:4px 0 2px}
.facts .value a{color:inherit}
.facts .sub{color:var(--muted);font-size:14.5px;line-height:1.3}
.facts .attention .value{color:var(--attention)}
figure{margin:26px 0;max-width:820px}
figcaption,caption{color:var(--muted);font-size:15px;text-align:left;line-height:1.4;caption-side:top}
caption{padding:0 0 6px}
figcaption strong,caption strong{color:var(--ink)}
.table{overflow-x:auto;margin:22px 0 26px;max-width:820px}
table{border-collapse:collapse;width:100%;font-size:15.5px;line-height:1.35}
th,td{text-align:left;vertical-align:top;padding:7px 14px 7px 0;border-bottom:1px solid var(--line);font-weight:400}
thead th{font-weight:600;font-size:14.5px;vertical-align:bottom;color:var(--muted)}
th:last-child,td:last-child{padding-right:0}
.number{text-align:right}
tr.strong th,tr.strong td,tr.total th,tr.total td{font-weight:600;border-bottom-color:var(--muted)}
.chain tbody th{display:grid;grid-template-columns:38px minmax(0,1fr);border-bottom:0;padding-bottom:16px;
position:relative}
.chain tbody td{border-bottom:0;vertical-align:middle}
.chain .step{width:26px;height:26px;border:1.5px solid var(--ink);border-radius:50%;text-align:center;
line-height:23px;font-size:14px; font-weight:600;background:var(--ground);position:relative;z-index:1}
.chain tbody tr:not(:last-child) th::before{content:"";position:absolute;left:12.5px;top:20px;bottom:-14px;
width:1.5px;background:var(--ink)}
.chain .kind{font-size:14px}
.chain td.plot,.chain thead td{padding:0 14px 0 0;width:204px}
.chain thead td{vertical-align:bottom}
.chain .total td{vertical-align:top;padding-top:5px}
.chain thead th{white-space:nowrap}
.chain .total .step{border-color:var(--ground);font-size:19px}
.stepnote{font:400 15.5px/1.45 'Source Serif',Georgia,serif;color:var(--muted)}
"""

CHART = """
svg{display:block;font-family:'Source Sans',system-ui,sans-serif;font-variant-numeric:tabular-nums}
svg text{fill:var(--ink);font-size:13px}
svg .end{text-anchor:end}
svg .middle{text-anchor:middle}
svg .label,svg .value,svg .budget-label{font-size:14px}
svg .strong{font-weight:600}
svg .tick,svg .legend,svg .word{font-size:12.5px}
svg .tick,svg .legend{fill:var(--muted)}
svg .grid{fill:none;stroke:var(--line);stroke-width:1}
svg .budget{stroke:var(--budget);stroke-width:1.5;stroke-dasharray:6 3}
svg .budget-label{fill:var(--budget);font-weight:600}
svg .bar{fill:var(--estimate-bar);opacity:.5}
svg .bar.attention{fill:var(--attention-bar)}
svg .bar.bad{fill:var(--bad-bar)}
svg .bar.good{fill:var(--good-bar)}
svg .mark{fill:var(--estimate);stroke:var(--estimate);stroke-width:2}
svg .mark.attention{fill:var(--attention);stroke:var(--attention)}
svg .mark.bad{fill:var(--bad);stroke:var(--bad)}
svg .mark.good{fill:var(--good);stroke:var(--good)}
svg .mark.hollow{fill:var(--ground)}
svg .word.attention{fill:var(--attention)}
svg .word.bad{fill:var(--bad)}
svg .word.good{fill:var(--good)}
.chart{width:100%;height:auto}
svg .label,svg .value,svg .word{paint-order:stroke;stroke:var(--ground);stroke-width:3px}
.narrow{display:none}
"""

DIAGRAM = """
svg .shape{fill:var(--ground);stroke:var(--ink);stroke-width:1.2}
svg .shape.soft{stroke:var(--muted)}
svg .shape.attention{stroke:var(--attention)}
svg .shape.bad{stroke:var(--bad)}
svg .shape.dashed,svg .wire.dashed{stroke-dasharray:5 5}
svg .wire{fill:none;stroke:var(--ink);stroke-width:1.2}
svg .wire.soft{stroke:var(--muted)}
svg .wire.attention{stroke:var(--attention)}
svg .cross{fill:none;stroke:var(--bad);stroke-width:2}
svg .head{fill:var(--ink);stroke:var(--ink);stroke-width:1.2}
svg .head.hollow{fill:var(--ground)}
svg .head.open{fill:none}
svg .solid{fill:var(--ink)}
svg .solid.estimate{fill:var(--estimate-bar)}
svg .solid.attention{fill:var(--attention-bar)}
svg .solid.bad{fill:var(--bad-bar)}
svg .solid.good{fill:var(--good-bar)}
svg .solid.pale{fill:var(--line)}
svg .name{font-weight:600}
svg .aside{font-size:12.5px;fill:var(--muted)}
svg .badge{font-size:12.5px;font-weight:600}
svg .badge.limit{fill:var(--budget)}
svg .badge.attention{fill:var(--attention)}
svg .badge.bad{fill:var(--bad)}
.diagram{width:100%;height:auto}
"""

MOVED = """
[hidden]{display:none!important}
.outcome{z-index:2;background:var(--ground);border-bottom:1px solid var(--line);padding:8px 0}
.outcome:not(:has(tbody tr:nth-child(5))){position:sticky;top:0}
.outcome th,.outcome td{padding-top:4px;padding-bottom:4px}
.outcome .table{margin:0}
.outcome tr:last-child>*{border-bottom:0}
.outcome td:nth-child(3){font-weight:600}
.controls{display:flex;flex-wrap:wrap;gap:6px 14px;align-items:center;padding:4px 0 2px}
.controls input,.controls select,#find input{font:400 15px 'Source Sans',system-ui,sans-serif;color:var(--ink);
background:var(--ground);border:1px solid var(--muted);border-radius:0;min-height:28px;padding:2px 6px;max-width:100%;
scroll-margin-top:200px}
.controls input{width:170px;padding:0;border:0;accent-color:var(--estimate)}
.controls select{width:9em}
#what-if .stacked th:first-child{width:44%}
#what-if .stacked th .muted{font-weight:400}
.controls :focus-visible,.sorts button:focus-visible,#find input:focus-visible{outline:3px solid #ffdd00;
outline-offset:0;border-color:#000;box-shadow:0 0 0 5px #000}
.sorts button{font:inherit;color:inherit;text-align:inherit;background:none;border:0;padding:2px 0;min-height:24px;
cursor:pointer;text-decoration:underline;text-decoration-color:var(--line);text-underline-offset:3px}
.sorts button:focus-visible{background:#ffdd00;color:#000}
.sorts button{position:relative}
.sorts button::after{position:absolute;right:-13px;font-size:11px;line-height:2}
.sorts .number button::after{right:auto;left:-13px}
[aria-sort] button::after{content:"▲"}
[aria-sort=descending] button::after{content:"▼"}
#find{margin:0 0 18px}
#find label{display:block;font-weight:600;margin:0 0 4px}
#find kbd{font:inherit;border:1px solid var(--line);padding:0 5px}
#find input{width:100%}
#find input:focus-visible{outline-offset:-4px;box-shadow:none}
#find p{margin:4px 0;color:var(--muted)}
#find ol{list-style:none;margin:0;padding:0;max-height:50vh;overflow:auto}
"""

PHONE = """
@media (max-width:1000px){
.page{grid-template-columns:minmax(0,1fr);padding:0 32px}
header{padding:32px 32px 24px}
nav{position:static;max-height:none;padding:24px 0 0}
nav ul{columns:2}
}
@media (max-width:640px){
.page{padding:0 18px}
header{padding:24px 18px 20px}
h1{font-size:30px}
h2{font-size:25px}
nav ul{columns:2}
.said.lead{font-size:21px}
.prose,.said{font-size:17px}
.strip .fields{grid-template-columns:minmax(0,1fr)}
.chain.stacked td.plot,.stacked.chain thead{display:none}
.wide{display:none}
.narrow{display:block}
.fields div{grid-template-columns:minmax(0,1fr)}
.fields div{padding:5px 0}
.facts{grid-template-columns:minmax(0,1fr)}
.facts div{display:block}
.facts div{border-left:0;margin:0;border-top:1px solid var(--line)}
.facts div:first-child{border-top:0}
.stacked table,.stacked tbody,.stacked tr,.stacked td,.stacked tbody th,.stacked caption{display:block;width:auto}
.table:not(.stacked) caption>span{position:sticky;left:0;display:inline-block;max-width:calc(100vw - 36px)}
.table:not(.stacked) table{font-size:14px}
.table:not(.stacked) :is(th,td){padding-right:8px;hyphens:auto}
.table:not(.stacked) :is(th,td):last-child{padding-right:0}
.table:not(.stacked) tbody th{min-width:6.2em}
.stacked thead{position:absolute;left:-9999px}
.stacked thead:focus-within{position:static;display:block}
.stacked thead:focus-within tr{display:flex;flex-wrap:wrap;gap:2px 18px}
.stacked tr{border-bottom:1px solid var(--line);padding:8px 0}
.stacked td,.stacked tbody th{border-bottom:0;padding:2px 0;text-align:left}
#what-if .stacked th:first-child{width:auto}
#what-if .controls input{flex:1 1 150px}
.outcome .table table{font-size:13.5px}
.outcome .table tbody th{min-width:8.5em}
.outcome th,.outcome td{padding-right:7px}
.outcome thead th{font-size:13px}
.stacked tbody th{font-weight:600}
.stacked td{display:grid;grid-template-columns:118px minmax(0,1fr);gap:0 10px}
.stacked td::before{content:attr(data-label);color:var(--muted);font-size:14.5px}
.chain.stacked tbody th{display:grid;font-weight:400;padding:2px 0}
.chain.stacked tr{border-bottom:0;position:relative}
.chain.stacked td{margin-left:38px}
.chain tbody tr:not(:last-child) th::before{display:none}
.chain.stacked tbody tr:not(:last-child)::before{content:"";position:absolute;left:12.5px;top:30px;bottom:-8px;
width:1.5px;background:var(--ink)}
}
"""

PAPER = """
@media print{
:root{--ink:#14202b;--ground:#fff;--muted:#55636f;--line:#d5dce1;--link:#14202b;--attention:#b4430c;
--attention-bar:#F46A25; --bad:#801650;--good:#1c6b5f;--budget:#c0392b;--estimate:#12436D;--estimate-bar:#12436D;
--good-bar:#28A197;--bad-bar:#801650}
@page{margin:20mm 18mm}
html{font-size:11pt}
.page{display:block;padding:0}
header{padding:0 0 16px}
nav{position:static;max-height:none}
nav ul{columns:2}
.skip,.outcome,.controls,.hint,#find{display:none!important}
main,nav{padding:0}nav{padding:0 0 24px}
.strip .fields div,.fields div{grid-template-columns:105px minmax(0,1fr)}
.facts{grid-template-columns:repeat(auto-fit,minmax(125px,1fr))}
section.l2:not(:first-of-type){break-before:page;border-bottom:0;margin:0}
h2,h3,h4,h5,.kicker{break-after:avoid}
tr,figure,.facts,li{break-inside:avoid}
.prose,.said{font-size:11.5pt}
.said.lead{font-size:15pt}
table{font-size:10pt}
.table{overflow:visible}
a{text-decoration:none}
}
@media (prefers-reduced-motion:reduce){
*{scroll-behavior:auto!important;transition:none!important;animation:none!important}
}
"""

BRIEF = """
.page.brief{display:block;max-width:1000px}
.brief section.l2{padding:0;margin:0 0 20px;border:0}
.brief h2{font-size:21px;margin:0 0 6px}
.brief .table{margin:8px 0 12px}
.brief .said{font-size:16.5px;line-height:1.45;max-width:none}
.brief .said.lead{font-size:20px;margin-bottom:8px}
.brief ul.said{margin:0 0 8px}
.brief ul.said li{margin:0 0 4px}
.brief main{padding:24px 0 40px}
header.brief h1{font-size:32px;margin-bottom:12px}
@media print{
header.brief{padding:0 0 8px}
header.brief h1{font-size:20pt}
header.brief .strip .fields{font-size:9pt;margin:0}
header.brief .note{margin-top:6px;font-size:9pt}
.brief main{padding:10px 0 0}
.brief section.l2:not(:first-of-type){break-before:auto}
.brief section.l2{margin-bottom:10px}
.brief h2{font-size:13pt}
.brief .said{font-size:9.5pt}
.brief .said.lead{font-size:12pt}
.brief table{font-size:9pt}
.brief .foot{font-size:8pt;margin:0}
}
"""
"""The executive page, which is one printed page."""

STYLE = (COLOURS + PAGE + PARTS + CHART + DIAGRAM + MOVED + PHONE + PAPER + BRIEF).strip()
"""Everything, in the order in which later rules win."""
