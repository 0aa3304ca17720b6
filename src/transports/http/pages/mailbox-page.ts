import { escapeHtml } from '../../../shared/index.js';
import { contentSecurityPolicy, type Page } from './page.js';
import { brand, pageStyle } from './page-style.js';

/** A mail that a development server shows instead of sending it. */
export interface ShownMail {
  readonly sentAt: Date;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly link: string | null;
}

const style = `${pageStyle}
body { display: block; }
main { max-width: 42rem; margin: 0 auto; }
article { margin: 1.5rem 0 0; padding: 1.2rem 0 0; border-top: 1px solid var(--line); }
h2 { margin: 0 0 .2rem; font-size: 1.1rem; }
article p { overflow-wrap: anywhere; }
iframe { width: 100%; height: 22rem; border: 1px solid var(--line); border-radius: .5rem; background: #fff; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; }
summary { margin: .6rem 0; cursor: pointer; }`;

/**
 * Renders the page of a development server that shows its mails, the newest first. Mails are in frames
 * without scripts and without the origin of the page.
 */
export function renderMailboxPage(mails: readonly ShownMail[]): Page {
  const empty = '<p>No mail yet. Reload this page after an operation that sends one.</p>';
  return {
    // Frames with their content inline inherit this policy, and mails have inline styles.
    contentSecurityPolicy: contentSecurityPolicy({ 'style-src': "'unsafe-inline'" }),
    html: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mailbox - Cordon</title>
<style>${style}</style>
</head>
<body>
<main>
${brand}
<h1>Mailbox</h1>
<p class="quiet">Without <code>CORDON_SMTP_URL</code>, a development server keeps its mails here until it stops.</p>
${mails.length === 0 ? empty : [...mails].reverse().map(renderMail).join('\n')}
</main>
</body>
</html>
`,
  };
}

function renderMail({ sentAt, to, subject, text, html, link }: ShownMail): string {
  const target = link === null ? '' : `<p><a href="${escapeHtml(link)}">${escapeHtml(link)}</a></p>`;
  return `<article>
<h2>${escapeHtml(subject)}</h2>
<p class="quiet">To ${escapeHtml(to)}, <time>${sentAt.toISOString()}</time></p>
${target}
<iframe sandbox title="${escapeHtml(subject)}" srcdoc="${escapeHtml(html)}"></iframe>
<details><summary>Text</summary><pre>${escapeHtml(text)}</pre></details>
</article>`;
}
