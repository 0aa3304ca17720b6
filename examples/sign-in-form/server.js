import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ConfigError, createCordon, readConfig, StartupError } from 'cordon';

const types = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8' };
const page = new URL('./page/', import.meta.url);
const client = new URL('.', import.meta.resolve('@cordon/client'));
const policy =
  "default-src 'none'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/** Returns Cordon with the page at /form. */
export function createServer(environment) {
  return createCordon({
    config: readConfig(environment),
    routes: (app, { allowAnyone }) => {
      const serve = (path, type, file) =>
        app.get(path, allowAnyone(), (_, reply) =>
          reply.header('content-security-policy', policy).type(types[type]).send(readFileSync(file, 'utf8')),
        );
      serve('/form', 'html', new URL('index.html', page));
      serve('/form/form.js', 'js', new URL('form.js', page));
      serve('/form/sign-in.js', 'js', new URL('sign-in.js', page));
      // The library consists of modules that browsers load as they are.
      app.get('/form/client/:name', allowAnyone(), (request, reply) => {
        if (!/^[a-z-]+\.js$/.test(request.params.name)) return reply.code(404).send();
        return reply.type(types.js).send(readFileSync(new URL(request.params.name, client), 'utf8'));
      });
    },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const server = createServer(process.env);
    const { url } = await server.start();
    console.log(`The form is at http://localhost:${new URL(url).port}/form`);
    for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => server.stop());
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof StartupError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
