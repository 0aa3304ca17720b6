import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sendGraphql } from '../helpers/http-client.js';
import { createInstallation, type Installation } from '../helpers/spawn-server.js';

/** What a server loads only when it needs it: the rest of its memory belongs to every process. */

const lazyLibraries = [
  '@apollo/usage-reporting-protobuf',
  '@node-rs/argon2',
  '@simplewebauthn/server',
  '@zxcvbn-ts/language-common',
  'csv-parse',
  'nodemailer',
];

let installation: Installation;

beforeEach(async () => {
  installation = await createInstallation();
});

afterEach(() => installation.close());

test('a server that has answered a request has loaded no library of what nobody has used yet', async () => {
  const list = join(installation.folder, 'loaded');
  const recorder = join(installation.folder, 'recorder.cjs');
  writeFileSync(
    recorder,
    `const { Session } = require('node:inspector');
    const session = new Session();
    session.connect();
    const urls = [];
    session.on('Debugger.scriptParsed', ({ params }) => urls.push(params.url));
    session.post('Debugger.enable');
    process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(list)}, urls.join('\\n')));`,
  );
  const server = await installation.start({
    NODE_OPTIONS: `--require=${recorder}`,
    // Mail is configured, but none is sent.
    CORDON_SMTP_URL: 'smtp://127.0.0.1:2525',
    CORDON_MAIL_FROM: 'Cordon <cordon@example.org>',
  });
  const { status } = await sendGraphql(server.url, '{ server { version } }');
  await server.stop();

  const loaded = readFileSync(list, 'utf8');
  const isLoaded = (name: string): boolean => loaded.includes(`/node_modules/${name}/`);
  expect(status).toBe(200);
  expect(['fastify', 'typeorm', '@apollo/server'].filter(isLoaded)).toHaveLength(3);
  expect(lazyLibraries.filter(isLoaded)).toEqual([]);
  // The implementation of `fetch`, which the server does not use.
  expect(loaded).not.toContain('undici');
  // The database of a server on Postgres is elsewhere.
  expect(isLoaded('@electric-sql/pglite')).toBe(installation.databaseUrl === null);
});
