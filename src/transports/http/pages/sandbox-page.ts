import { contentSecurityPolicy, hashSource, type Page } from './page.js';
import { pageStyle } from './page-style.js';

const scriptOrigin = 'https://embeddable-sandbox.cdn.apollographql.com';

const style = `${pageStyle}
body { display: block; padding: 0; }
#sandbox { position: fixed; inset: 0; }
#sandbox iframe { border: 0; width: 100%; height: 100%; }
.notice { position: relative; max-width: 34rem; margin: 15vh auto 0; padding: 0 1.5rem; }`;

const script = `
if (window.EmbeddedSandbox === undefined) {
  document.getElementById('notice').hidden = false;
} else {
  new window.EmbeddedSandbox({
    target: '#sandbox',
    initialEndpoint: new URL('/graphql', window.location.href).href,
    initialState: { includeCookies: false },
    endpointIsEditable: false,
    runTelemetry: false,
    allowDynamicStyles: false,
  });
}`;

/**
 * Apollo Sandbox for this server. Its script is loaded from Apollo; offline, the page links to GraphiQL
 * instead.
 */
export const sandboxPage: Page = {
  contentSecurityPolicy: contentSecurityPolicy({
    'script-src': `${hashSource(script)} ${scriptOrigin}`,
    'style-src': `${hashSource(style)} ${scriptOrigin}`,
    'connect-src': "'self'",
    'frame-src': 'https://sandbox.embed.apollographql.com',
  }),
  html: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Apollo Sandbox - Cordon</title>
<style>${style}</style>
</head>
<body>
<div id="sandbox"></div>
<div id="notice" class="notice" role="status" hidden>
<h1>Apollo Sandbox could not be loaded</h1>
<p>Its script is hosted at <code>apollographql.com</code> and requires an internet connection. <a href="/graphiql">GraphiQL</a> also works offline.</p>
</div>
<noscript><p class="notice">Apollo Sandbox requires JavaScript.</p></noscript>
<script src="${scriptOrigin}/v2/embeddable-sandbox.umd.production.min.js"></script>
<script>${script}</script>
</body>
</html>
`,
};
