import { themeStyle } from "../theme.ts";

/** Width from which the wide figures are shown, px. */
const breakpoint = 680;

/** The style sheet of the report: the colours of the reader's system, one column, no fonts or pictures from elsewhere. */
export const style = `
:root{${themeStyle("light")};color-scheme:light}
@media(prefers-color-scheme:dark){:root{${themeStyle("dark")};color-scheme:dark}}
*{box-sizing:border-box}
body{margin:0;background:var(--ntkit-background);color:var(--ntkit-foreground);font:17px/1.6 Inter,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%;text-size-adjust:100%}
.page{max-width:760px;margin:0 auto;padding:56px 20px 40px}
h1{font-size:2.1rem;line-height:1.2;letter-spacing:-.02em;margin:0 0 .6rem;text-wrap:balance}
.subtitle{font-size:1.12rem;line-height:1.5;color:var(--ntkit-muted);margin:0}
.summary{display:grid;grid-template-columns:repeat(auto-fit,minmax(152px,1fr));margin:32px 0 0;border:1px solid var(--ntkit-grid);border-radius:10px;overflow:hidden}
.summary>div{display:flex;flex-direction:column;justify-content:space-between;margin:0 -1px -1px 0;border:solid var(--ntkit-grid);border-width:0 1px 1px 0;padding:14px 16px 13px}
.summary dt{font-size:.8rem;line-height:1.35;color:var(--ntkit-muted)}
.summary dd{margin:2px 0 0;font-size:1.35rem;line-height:1.3;font-weight:600;letter-spacing:-.01em;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
section{margin-top:56px}
h2{font-size:1.4rem;line-height:1.3;letter-spacing:-.01em;margin:0 0 .5rem}
p{margin:0 0 1rem;overflow-wrap:break-word}
figure{margin:24px 0 0}
figure svg{display:block;max-width:100%;height:auto;margin:0 auto}
.narrow{display:none}
figcaption,caption{font-size:.85rem;line-height:1.5;color:var(--ntkit-muted);text-align:left}
figcaption{margin-top:12px;padding-top:10px;border-top:1px solid var(--ntkit-grid)}
figcaption strong,caption strong{color:var(--ntkit-foreground);font-weight:600}
a{color:var(--ntkit-accent);text-decoration:underline;text-decoration-thickness:1px;text-underline-offset:2px}
a:focus-visible,.scroll:focus-visible{outline:2px solid var(--ntkit-accent);outline-offset:2px;border-radius:2px}
.download{white-space:nowrap}
.scroll{overflow-x:auto;margin-top:24px}
table{border-collapse:collapse;min-width:min(100%,420px);font-size:.9rem;line-height:1.4;font-variant-numeric:tabular-nums}
caption{caption-side:bottom;padding-top:10px}
th,td{padding:7px 28px 7px 0;text-align:left;vertical-align:baseline;border-bottom:1px solid var(--ntkit-grid)}
th{font-weight:500}
thead th{font-size:.8rem;color:var(--ntkit-muted);border-bottom-color:var(--ntkit-muted)}
td{overflow-wrap:anywhere}
.number{text-align:right;white-space:nowrap}
th:last-child,td:last-child{padding-right:0}
footer{margin-top:64px;padding-top:16px;border-top:1px solid var(--ntkit-grid);font-size:.85rem;line-height:1.5;color:var(--ntkit-muted)}
footer p{margin:0 0 .25rem}
@media(max-width:${breakpoint - 1}px){
body{font-size:16px}
.page{padding-top:32px}
h1{font-size:1.7rem}
section{margin-top:44px}
.summary{grid-template-columns:1fr 1fr}
.wide{display:none}
.narrow{display:block}
}
@media print{
:root{${themeStyle("light")};color-scheme:light}
body{font-size:10.5pt}
.page{max-width:none;padding:0}
section{margin-top:28px}
.wide{display:block}
.wide svg{max-height:84mm;width:auto}
.narrow,.download{display:none}
section,figure,table,.summary{break-inside:avoid}
}
`.trim();
