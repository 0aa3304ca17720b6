import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { contentSecurityPolicy, hashSource, type Page } from './page.js';

const firstOperation = `# To send operations as a user, run the login mutation,
# copy its accessToken and add it to the Headers tab below:
#   { "Authorization": "Bearer <accessToken>" }

query Server {
  server {
    version
    issuer
    setupRequired
  }
}
`;

/**
 * Renders GraphiQL with all of its assets inline, so that the page sends requests to /graphql only. It has
 * several megabytes, so it is rendered at the first request.
 */
export function renderGraphiqlPage(): Page {
  const html = renderGraphiQL({
    title: 'GraphiQL - Cordon',
    endpoint: '/graphql',
    defaultQuery: firstOperation,
    // Tokens must not be written to the browser's storage.
    shouldPersistHeaders: false,
  }).trim();
  return {
    html,
    contentSecurityPolicy: contentSecurityPolicy({
      'script-src': hashSource(inlineScript(html)),
      // The editor creates style elements and attributes while it runs.
      'style-src': "'unsafe-inline'",
      'worker-src': 'blob:',
      'connect-src': "'self'",
      'img-src': 'data:',
      'font-src': 'data:',
    }),
  };
}

/** Returns the only script of the page, between the first opening and the last closing tag. */
function inlineScript(html: string): string {
  return html.slice(html.indexOf('<script>') + '<script>'.length, html.lastIndexOf('</script>'));
}
