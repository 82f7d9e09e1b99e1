// How the public pages look: one column from 360 px up, large targets, visible focus, both colour schemes.

export const PAGE_STYLE = `:root {
  color-scheme: light dark;
  --ink: light-dark(#17212b, #e8edf2);
  --soft: light-dark(#4a5866, #a9b5c1);
  --paper: light-dark(#fff, #12181f);
  --field: light-dark(#fff, #1b242e);
  --line: light-dark(#76848f, #7d8b98);
  --mark: light-dark(#0b57a4, #8fc1f5);
  --wrong: light-dark(#a61b1b, #ff9c9c);
  --panel: light-dark(#eef3f8, #1b242e);
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--paper);
  color: var(--ink);
  font: 1.0625rem/1.55 system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
}
main, header, footer { max-width: 44rem; margin: 0 auto; padding: 0 1rem; }
header { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; justify-content: space-between; padding-top: 1rem; }
footer { padding-bottom: 2rem; color: var(--soft); font-size: 0.9375rem; }
a { color: var(--mark); }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1rem 0 0.5rem; }
h2 { font-size: 1.15rem; margin: 1.75rem 0 0.25rem; }
fieldset { border: 0; margin: 1.75rem 0 0; padding: 0; min-width: 0; }
legend { font-size: 1.15rem; font-weight: 700; padding: 0; }
label { display: block; font-weight: 600; margin-top: 1rem; }
.hint { color: var(--soft); font-size: 0.9375rem; margin: 0; }
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
.panel p:last-child, .panel ul { margin-bottom: 0; }
.code { font: 700 1.35rem/1.4 ui-monospace, 'Cascadia Mono', Menlo, monospace; overflow-wrap: anywhere; user-select: all; }
.message { white-space: pre-wrap; overflow-wrap: anywhere; }
ol.messages { list-style: none; padding: 0; }
.kept-empty { position: absolute; left: -100rem; width: 1px; height: 1px; overflow: hidden; }
`
