/** The style sheet of Cordon's pages: light and dark, without external fonts or images. */
export const pageStyle: string = `
:root {
  color-scheme: light dark;
  --ground: #f4f5f7; --card: #ffffff; --text: #1b1f27; --quiet: #5a6372; --line: #c9ced8;
  --accent: #1f5fd0; --accent-text: #ffffff; --focus: #8bb4ff; --bad: #b3261e; --bad-ground: #fdecea; --good: #17693a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12151b; --card: #1b1f27; --text: #e9ecf2; --quiet: #a2abba; --line: #3c4452;
    --accent: #7fadff; --accent-text: #0d1626; --focus: #36619f; --bad: #ffb4ab; --bad-ground: #3b1613; --good: #7fd7a0;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem;
  background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif;
}
main {
  width: 100%; max-width: 28rem; padding: 2rem; border: 1px solid var(--line); border-radius: .9rem; background: var(--card);
}
.brand { display: flex; align-items: center; gap: .6rem; margin: 0 0 1.2rem; color: var(--quiet); font-weight: 600; letter-spacing: .02em; }
.brand svg { width: 1.5rem; height: 1.5rem; color: var(--accent); }
h1 { margin: 0 0 .5rem; font-size: 1.45rem; line-height: 1.25; }
p { margin: 0 0 1rem; }
.quiet { color: var(--quiet); font-size: .92rem; }
label { display: block; margin: 1rem 0 .3rem; font-weight: 600; }
input {
  width: 100%; padding: .6rem .7rem; border: 1px solid var(--line); border-radius: .5rem;
  background: var(--ground); color: var(--text); font: inherit;
}
input[aria-invalid="true"] { border-color: var(--bad); }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid var(--focus); outline-offset: 1px; }
.hint { margin: .3rem 0 0; color: var(--quiet); font-size: .87rem; }
.error { margin: .3rem 0 0; color: var(--bad); font-size: .9rem; }
.alert { padding: .7rem .9rem; border-radius: .5rem; background: var(--bad-ground); color: var(--bad); }
.check { display: flex; gap: .5rem; align-items: center; margin: .6rem 0 0; font-weight: 400; font-size: .92rem; }
.check input { width: auto; }
button {
  width: 100%; margin: 1.5rem 0 0; padding: .7rem 1rem; border: 0; border-radius: .5rem;
  background: var(--accent); color: var(--accent-text); font: inherit; font-weight: 600; cursor: pointer;
}
button[disabled] { opacity: .6; cursor: progress; }
a { color: var(--accent); }
ul { padding-left: 1.2rem; } li { margin: .4rem 0; }
code { font-family: ui-monospace, monospace; font-size: .92em; }
[hidden] { display: none !important; }
`;

/** The logo at the top of each page. */
export const brand = `<p class="brand"><svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true"><path d="M12 3l8 3v6c0 4.5-3.2 7.7-8 9-4.8-1.3-8-4.5-8-9V6z"/><path d="M9 12l2 2 4-4"/></svg>Cordon</p>`;
