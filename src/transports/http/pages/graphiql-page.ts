import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { contentSecurityPolicy, hashSource, type Page } from './page.js';

const firstOperation = `# To act as somebody: run the mutation login,
# copy its accessToken, and put it under Headers below:
#   { "Authorization": "Bearer <accessToken>" }

query Server {
  server {
    version
    issuer
    setupRequired
  }
}
`;

/** GraphiQL with everything it needs inside the page: it makes no request but to /graphql. It weighs megabytes, so it is rendered at the first request. */
export function renderGraphiqlPage(): Page {
  const html = renderGraphiQL({
    title: 'GraphiQL - Cordon',
    endpoint: '/graphql',
    defaultQuery: firstOperation,
    // Tokens do not belong into the browser's storage.
    shouldPersistHeaders: false,
  }).trim();
  return {
    html,
    contentSecurityPolicy: contentSecurityPolicy({
      'script-src': hashSource(inlineScript(html)),
      // The editor writes its colours into style elements and attributes while it runs.
      'style-src': "'unsafe-inline'",
      'worker-src': 'blob:',
      'connect-src': "'self'",
      'img-src': 'data:',
      'font-src': 'data:',
    }),
  };
}

/** The page's one script: what stands between the first opening and the last closing tag. */
function inlineScript(html: string): string {
  return html.slice(html.indexOf('<script>') + '<script>'.length, html.lastIndexOf('</script>'));
}
