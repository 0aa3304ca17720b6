import { contentSecurityPolicy, hashSource, type Page } from './page.js';
import { brand, pageStyle } from './page-style.js';

interface Served {
  readonly console: boolean;
  readonly explorers: boolean;
  readonly mailbox: boolean;
  readonly metrics: boolean;
}

/** The start page of a development server at `/`, with links to everything else that is served. */
export function renderIndexPage(served: Served): Page {
  return {
    contentSecurityPolicy: contentSecurityPolicy({ 'style-src': hashSource(pageStyle) }),
    html: renderHtml(served),
  };
}

const consoleLinks = `<li><a href="/sign-in">Sign in</a>, or go to <a href="/account">your account</a></li>
<li><a href="/console">Console</a>: administer users, sessions and keys</li>`;
const noConsole = '<li>The pages for people are off: <code>CORDON_CONSOLE</code></li>';
const explorerLinks = `<li><a href="/graphiql">GraphiQL</a>: run operations, also offline</li>
<li><a href="/sandbox">Apollo Sandbox</a>: run operations, requires an internet connection</li>`;
const noExplorers = '<li>GraphiQL and Apollo Sandbox are off: <code>CORDON_INTROSPECTION</code></li>';
const mailboxLink = '<li><a href="/mailbox">Mailbox</a>: the mails that this server would have sent</li>';

function renderHtml({ console, explorers, mailbox, metrics }: Served): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cordon</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
${brand}
<h1>Cordon is running</h1>
<p>The API endpoint is <code>/graphql</code>. This page is available in development only.</p>
<ul>
${console ? consoleLinks : noConsole}
${explorers ? explorerLinks : noExplorers}
${mailbox ? mailboxLink : ''}
<li><a href="/.well-known/oauth-authorization-server">OAuth 2 metadata</a> and <a href="/.well-known/jwks.json">signing keys</a></li>
<li><a href="/health/ready">Health</a>${metrics ? ' and <a href="/metrics">metrics</a>' : ''}</li>
</ul>
<p class="quiet">There is no administrator yet? Create one with the setup link in the server's output, or with <code>cordon admin create</code>.</p>
</main>
</body>
</html>
`;
}
