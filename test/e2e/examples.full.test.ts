import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { installExample } from '../helpers/install-example.js';
import { ensureBuilt, type ProgramResult, repositoryRoot, runNode } from '../helpers/run-program.js';

/**
 * Each example runs in a separate folder, with its dependencies linked as `npm install` would install them.
 */

const examples: readonly (readonly [name: string, packages: readonly string[]])[] = [
  ['own-types', ['cordon', 'typescript', '@types/node', 'undici-types']],
  ['directive-yoga', ['@cordon/auth-directive', '@graphql-tools/schema', 'graphql', 'graphql-yoga']],
  ['directive-apollo', ['@cordon/auth-directive', '@graphql-tools/schema', 'graphql', '@apollo/server']],
  ['resource-server', ['cordon', 'jose']],
  ['sign-in-form', ['cordon', '@cordon/client']],
];

let folder: string;

beforeAll(async () => {
  await ensureBuilt();
  folder = mkdtempSync(join(tmpdir(), 'cordon-example-'));
  for (const [name, packages] of examples) installExample(folder, name, packages);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(
  name: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ProgramResult> {
  return runNode(args, {
    cwd: join(folder, name),
    environment: { PATH: process.env['PATH'], ...environment },
  });
}

describe.each(examples)('examples/%s', (name) => {
  test('passes its own tests', async () => {
    const { exitCode, stdout } = await run(name, ['--test']);

    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/# pass [1-9]/) });
  });
});

describe('examples/own-types', () => {
  test('has types that agree with those of the package', async () => {
    const compiled = await run('own-types', ['node_modules/typescript/bin/tsc']);

    expect(compiled).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  test('reads the owners of a list of notes with one query', async () => {
    writeFileSync(join(folder, 'own-types', 'count-queries.mjs'), queryCounter);

    const { stdout, stderr } = await run('own-types', ['count-queries.mjs']);

    expect({ stdout, stderr }).toEqual({ stdout: '5 notes of ada,bob,eve: 1 query\n', stderr: '' });
  });

  test('reports a configuration error in one line', async () => {
    const { exitCode, stderr } = await run('own-types', ['server.js'], { CORDON_NOTES: 'on' });

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^CORDON_NOTES is not a variable of Cordon\. [^\n]+\n$/);
  });
});

/** Starts the example in its own folder and counts the statements on users while a list of notes is read. */
const queryCounter = `
import pg from ${JSON.stringify(`${repositoryRoot}node_modules/pg/lib/index.js`)};
import { createCordon, readConfig } from 'cordon';
import { readFileSync } from 'node:fs';
import { createNoteStore } from './notes/note-store.js';
import { createNotesResolvers } from './notes/notes.resolvers.js';

let queries = 0;
const { query } = pg.Client.prototype;
// Before the first connection, which keeps its method.
pg.Client.prototype.query = function (...args) {
  if (/FROM users\\b/.test(args[0]?.text ?? args[0])) queries += 1;
  return query.apply(this, args);
};
const store = createNoteStore();
const config = readConfig({ PORT: '0', CORDON_DATA_DIR: 'count-queries', CORDON_BCRYPT_COST: '4', LOG_LEVEL: 'error' });
const typeDefs = readFileSync('notes/notes.graphql', 'utf8');
const cordon = createCordon({ config, typeDefs, resolvers: createNotesResolvers(store) });
const { url } = await cordon.start();
const password = 'seventeen green herons';
const ids = [];
for (const username of ['ada', 'bob', 'eve']) {
  const email = username + '@example.com';
  const { user } = await cordon.users.create({ username, email, password, role: 'SUPPORT' });
  ids.push(user.id);
}
for (const at of [0, 1, 2, 0, 1]) store.add({ ownerId: ids[at], text: 'a note' });
const { accessToken } = await cordon.issueTokens(ids[0]);

queries = 0;
const response = await fetch(url + '/graphql', {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: 'Bearer ' + accessToken },
  body: JSON.stringify({ query: '{ allNotes { owner { username } } }' }),
});
const { data } = await response.json();
const names = new Set(data.allNotes.map(({ owner }) => owner.username));
console.log(data.allNotes.length + ' notes of ' + [...names].sort() + ': ' + queries + ' query');
await cordon.stop();
`;
