import { contentSecurityPolicy, hashSource, type Page } from './page.js';
import { pageStyle } from './page-style.js';

const program = 'https://embeddable-sandbox.cdn.apollographql.com';

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

/** Apollo Sandbox around this server's API. Its program comes from Apollo's servers: without the internet the page says so and leads to GraphiQL. */
export const sandboxPage: Page = {
  contentSecurityPolicy: contentSecurityPolicy({
    'script-src': `${hashSource(script)} ${program}`,
    'style-src': `${hashSource(style)} ${program}`,
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
<p>It comes from <code>apollographql.com</code> and needs the internet. <a href="/graphiql">GraphiQL</a> does the same without it.</p>
</div>
<noscript><p class="notice">Apollo Sandbox needs JavaScript.</p></noscript>
<script src="${program}/v2/embeddable-sandbox.umd.production.min.js"></script>
<script>${script}</script>
</body>
</html>
`,
};
