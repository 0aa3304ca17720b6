// Packs the package, installs it into an empty folder as a stranger would, and uses it: both imports, `cordon secret`, `cordon start`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
    'if (typeof createAuthDirective !== "function") throw new Error("no directive");',
    "createCordon({ config: readConfig({}), typeDefs: 'extend type Query { hello: String! @public }', resolvers: { Query: { hello: () => 'hello' } } });",
  ];
  writeFileSync(join(folder, 'use.mjs'), imports.join('\n'));
  run(process.execPath, ['use.mjs']);
  expect(
    true,
    "'cordon', 'cordon/auth-directive' and 'cordon/auth-directive/apollo' can be imported and used",
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
