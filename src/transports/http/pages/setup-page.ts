import { contentSecurityPolicy, hashSource, type Page } from './page.js';
import { brand, pageStyle } from './page-style.js';
import { setupScript } from './setup-script.js';

/**
 * The page that one-time links open: for the first administrator, an invitation, a new password. The token is
 * in the fragment of the URL, which browsers do not send, and is removed from the address bar immediately.
 * The page sends requests to /graphql only.
 */
export const setupPage: Page = {
  contentSecurityPolicy: contentSecurityPolicy({
    'script-src': hashSource(setupScript),
    'style-src': hashSource(pageStyle),
    'connect-src': "'self'",
    'form-action': "'none'",
  }),
  html: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Cordon</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
${brand}
<h1 id="title" tabindex="-1">Loading</h1>
<p id="lead" class="quiet"></p>
<noscript><p>This page requires JavaScript.</p></noscript>
<p id="done" role="status" hidden></p>
<form id="form" novalidate hidden>
<p id="alert" class="alert" role="alert" hidden></p>
${row({ id: 'username', label: 'Username', type: 'text', autocomplete: 'username', hint: 'Used to sign in. It cannot contain @.' })}
${row({ id: 'email', label: 'Email address', type: 'email', autocomplete: 'email', hint: '' })}
${row({ id: 'fullName', label: 'Full name (optional)', type: 'text', autocomplete: 'name', hint: '' })}
${row({ id: 'password', label: 'Password', type: 'password', autocomplete: 'new-password', hint: '' })}
<label class="check"><input type="checkbox" id="show"> Show password</label>
<button id="submit" type="submit">Save</button>
</form>
</main>
<script>${setupScript}</script>
</body>
</html>
`,
};

interface Row {
  readonly id: string;
  readonly label: string;
  readonly type: string;
  readonly autocomplete: string;
  readonly hint: string;
}

function row({ id, label, type, autocomplete, hint }: Row): string {
  return `<div id="${id}-row">
<label for="${id}">${label}</label>
<input id="${id}" name="${id}" type="${type}" autocomplete="${autocomplete}" autocapitalize="none" spellcheck="false" aria-describedby="${id}-hint ${id}-error">
<p id="${id}-hint" class="hint">${hint}</p>
<p id="${id}-error" class="error" role="alert" hidden></p>
</div>`;
}
