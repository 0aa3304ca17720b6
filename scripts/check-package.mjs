// Packs the package, installs it into an empty folder as a stranger would, and uses it: every import, the client's types, `cordon secret`, `cordon start`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import { ask, withServer } from './server-process.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'cordon-package-'));

function run(command, words, cwd = folder) {
  const { status, stdout, stderr } = spawnSync(command, words, { cwd, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Error(`${command} ${words.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
}

function expect(isTrue, sentence) {
  if (!isTrue) throw new Error(sentence);
  process.stdout.write(`ok  ${sentence}\n`);
}

/** What a stranger might write; the last lines must be refused, or the types would hold nothing. */
const clientProgram = `
import { createCordonClient, meDocument, type CordonClient } from 'cordon/client';
const client: CordonClient = createCordonClient({ endpoint: '/graphql', delivery: 'COOKIE' });
client.onSession((session: string | null) => console.log(session));
const name: Promise<string> = client.send(meDocument, {}).then(({ me }) => me?.username ?? 'nobody');
export const token: Promise<string | null> = name.then(() => client.accessToken());
// @ts-expect-error: there is no such field.
export const wrong = client.send(meDocument, {}).then(({ me }) => me?.passwordHash);
// @ts-expect-error: there is no such delivery.
createCordonClient({ endpoint: '/graphql', delivery: 'PIGEON' });
`;

try {
  run('npm', ['pack', '--silent', '--pack-destination', folder], root);
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  const packed = run('tar', ['-tzf', archive]).trim().split('\n');
  expect(
    packed.every((name) => /^package\/(dist\/|[\w.-]+$)/.test(name)),
    'the package holds dist/ and files beside it, nothing else',
  );
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', `./${archive}`]);
  const imports = [
    "import { createCordon, readConfig } from 'cordon';",
    "import { createAuthDirective } from 'cordon/auth-directive';",
    "import 'cordon/auth-directive/apollo';",
    "import { createCordonClient, meDocument } from 'cordon/client';",
    'if (typeof createAuthDirective !== "function") throw new Error("no directive");',
    'const client = createCordonClient({ endpoint: "http://127.0.0.1:1/graphql" });',
    'if (typeof client.send !== "function" || !meDocument.includes("me")) throw new Error("no client");',
    "createCordon({ config: readConfig({}), typeDefs: 'extend type Query { hello: String! @public }', resolvers: { Query: { hello: () => 'hello' } } });",
  ];
  writeFileSync(join(folder, 'use.mjs'), imports.join('\n'));
  run(process.execPath, ['use.mjs']);
  expect(
    true,
    "'cordon', 'cordon/auth-directive', 'cordon/auth-directive/apollo' and 'cordon/client' can be imported and used",
  );
  writeFileSync(join(folder, 'client.ts'), clientProgram);
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const strictly = [
    '--noEmit',
    '--strict',
    '--exactOptionalPropertyTypes',
    '--module',
    'nodenext',
    '--target',
    'es2022',
  ];
  // A browser's program: no types of Node, and every declaration of ours is checked too.
  run(process.execPath, [compiler, ...strictly, '--lib', 'es2022,dom', '--types', '', 'client.ts']);
  expect(
    true,
    "a browser's program that uses 'cordon/client' passes the compiler, results and variables typed",
  );
  const [, tenLines] = /## Ten lines[\s\S]*?```ts\n([\s\S]*?)```/.exec(
    readFileSync(join(folder, 'node_modules/cordon/dist/auth-directive/README.md'), 'utf8'),
  );
  const { code } = transformSync(tenLines, { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } });
  writeFileSync(join(folder, 'quick-start.js'), code);
  writeFileSync(
    join(folder, 'ask.mjs'),
    `import { graphql } from 'graphql';
    import { schema } from './quick-start.js';
    const caller = { kind: 'principal', id: 'ada', role: 'USER' };
    const { data, errors } = await graphql({ schema, source: '{ people { email } }', contextValue: { caller } });
    process.stdout.write([...data.people.map(({ email }) => String(email)), errors[0].extensions.code].join(' '));`,
  );
  expect(
    run(process.execPath, ['ask.mjs']) === 'ada@example.org null FORBIDDEN',
    "the ten lines of the library's README guard a schema in an empty folder",
  );
  const secret = run('npx', ['cordon', 'secret']).trim();
  expect(Buffer.from(secret, 'base64').length === 32, '`npx cordon secret` prints 32 bytes');
  const env = { ...process.env, NODE_ENV: 'development', PORT: '0', CORDON_DATA_DIR: join(folder, 'data') };
  await withServer(
    [process.execPath, 'node_modules/.bin/cordon', 'start'],
    { cwd: folder, env },
    async (url) => {
      const { server } = await ask(url, '{ server { version setupRequired } }');
      expect(server.setupRequired === true, '`cordon start` in an empty folder answers `server`');
    },
  );
  expect(true, 'it stops with 0 when told to');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
