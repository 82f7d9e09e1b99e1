// How the public pages look: one column from 360 px up, large targets, visible focus, both colour
// schemes, in the colours of the console.

export const PAGE_STYLE = `:root {
  color-scheme: light dark;
  --ink: light-dark(#16202a, #e5ebf0);
  --soft: light-dark(#4a5866, #a9b5c1);
  --paper: light-dark(#fff, #0e141a);
  --field: light-dark(#fff, #151c24);
  --line: light-dark(#7a8792, #6f7e8c);
  --thin: light-dark(#dce2e7, #2a3540);
  --mark: light-dark(#0b6075, #7fd6e4);
  --wrong: light-dark(#a01232, #ff95a6);
  --panel: light-dark(#eef3f5, #1b242d);
  --roof: light-dark(#0f3440, #0a1016);
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--paper);
  color: var(--ink);
  font: 1.0625rem/1.55 system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
}
main, footer { max-width: 44rem; margin: 0 auto; padding: 0 1rem; }
header {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.25rem 1rem;
  justify-content: space-between;
  padding: 0.5rem max(1rem, 50% - 21rem);
  border-bottom: 1px solid var(--thin);
  background: var(--roof);
  color: #fff;
}
header a { display: inline-block; min-height: 2rem; color: #cfe3e8; line-height: 2rem; }
header :focus-visible { outline-color: #7fd6e4; }
footer { padding-bottom: 2rem; color: var(--soft); font-size: 0.9375rem; }
a { color: var(--mark); }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1.5rem 0 0.5rem; }
h2 { font-size: 1.15rem; margin: 1.75rem 0 0.25rem; }
fieldset { border: 0; margin: 1.75rem 0 0; padding: 0; min-width: 0; }
legend { width: 100%; padding: 0.9rem 0 0; border-top: 1px solid var(--thin); font-size: 1.15rem; font-weight: 700; }
label { display: block; font-weight: 600; margin-top: 1rem; }
.hint { color: var(--soft); font-size: 0.9375rem; font-weight: 400; margin: 0; }
.error { color: var(--wrong); font-weight: 600; margin: 0.15rem 0 0; }
input, textarea, button { font: inherit; color: inherit; }
input, textarea {
  display: block;
  width: 100%;
  min-height: 2.75rem;
  margin-top: 0.3rem;
  padding: 0.5rem 0.65rem;
  background: var(--field);
  border: 1px solid var(--line);
  border-radius: 0.35rem;
}
textarea { min-height: 7rem; resize: vertical; }
[aria-invalid='true'] { border: 2px solid var(--wrong); }
button {
  min-height: 3rem;
  margin-top: 1.5rem;
  padding: 0.5rem 1.5rem;
  background: var(--mark);
  color: var(--paper);
  border: 0;
  border-radius: 0.35rem;
  font-weight: 700;
}
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
.panel { background: var(--panel); border-radius: 0.5rem; padding: 0.75rem 1rem; margin: 1rem 0; }
.panel.wrong { border-left: 0.4rem solid var(--wrong); }
.panel p:first-child, .panel ul { margin-top: 0; }
.panel p { margin: 0.25rem 0; }
.panel p:last-child, .panel ul { margin-bottom: 0; }
.panel ul { padding-left: 1.2rem; }
.panel.ours { border-left: 0.4rem solid var(--mark); }
.code { font: 700 clamp(1.1rem, 5.4vw, 1.5rem)/1.4 ui-monospace, 'Cascadia Mono', Menlo, monospace; overflow-wrap: anywhere; user-select: all; }
.message { white-space: pre-wrap; overflow-wrap: anywhere; }
.warning { font-weight: 600; }
ol.messages { list-style: none; padding: 0; }
.kept-empty { position: absolute; left: -100rem; width: 1px; height: 1px; overflow: hidden; }
`
