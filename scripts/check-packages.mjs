// Packs the three packages and uses each in an empty folder, as a project that installs it would: imports,
// types, size, a running server.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import { authMatcherProgram, checkAuthMatchers } from './check-auth-matchers.mjs';
import { checkTestRunners } from './check-test-runners.mjs';
import { ask, withServer } from './server-process.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'cordon-packages-'));

function run(command, words, cwd) {
  const { status, stdout, stderr } = spawnSync(command, words, { cwd, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Error(`${command} ${words.join(' ')} exited with ${status}:\n${stdout}${stderr}`);
}

function expect(condition, sentence) {
  if (!condition) throw new Error(`failed: ${sentence}`);
  process.stdout.write(`ok  ${sentence}\n`);
}

/** Packs the package in `path`; returns the archive. */
function pack(path) {
  const [{ filename, files }] = JSON.parse(
    run('npm', ['pack', '--json', '--silent', '--pack-destination', folder], join(root, path)),
  );
  const unexpected = files.map((file) => file.path).filter((name) => !/^(dist\/|[\w.-]+$)/.test(name));
  expect(unexpected.length === 0, `${filename} contains dist/ and the files beside it`);
  for (const name of ['LICENSE', 'README.md'])
    expect(
      files.some((file) => file.path === name),
      `${filename} contains ${name}`,
    );
  return join(folder, filename);
}

const installOptions = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];

/** Makes an empty project and installs what is given into it; returns its folder. */
function install(name, packages) {
  const project = join(folder, name);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  run('npm', ['install', ...installOptions, ...packages], project);
  return project;
}

/** The installed packages of a project, and their size in bytes. */
function installedPackages(project) {
  const lock = JSON.parse(readFileSync(join(project, 'node_modules/.package-lock.json'), 'utf8'));
  return Object.keys(lock.packages).map((path) => ({
    name: path.replace(/^.*node_modules\//, ''),
    bytes: sizeOf(join(project, path)),
  }));
}

function sizeOf(path) {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

/** Type-checks a program the strict way, declarations of the packages included. */
function checkTypes(project, program, options) {
  writeFileSync(join(project, 'program.ts'), program);
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const strict = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext'];
  run(process.execPath, [compiler, ...strict, '--target', 'es2022', ...options, 'program.ts'], project);
}

function runModule(project, name, text) {
  writeFileSync(join(project, name), text);
  return run(process.execPath, [name], project);
}

function checkDirective(archive) {
  const project = install('directive', [archive, 'graphql']);
  const besideGraphql = installedPackages(project).filter(({ name }) => name !== 'graphql');
  const megabytes = besideGraphql.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  expect(
    besideGraphql.length <= 8 && megabytes <= 5,
    `@cordon/auth-directive installs ${besideGraphql.length} packages (at most 8), ` +
      `${megabytes.toFixed(1)} MB (at most 5) beside graphql`,
  );
  run('npm', ['install', ...installOptions, '@graphql-tools/schema'], project);
  const readme = readFileSync(join(project, 'node_modules/@cordon/auth-directive/README.md'), 'utf8');
  const [, quickStart] = /## Quick start[\s\S]*?```ts\n([\s\S]*?)```/.exec(readme);
  const { code } = transformSync(quickStart, { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } });
  writeFileSync(join(project, 'quick-start.js'), code);
  const answer = runModule(
    project,
    'ask.mjs',
    `import { graphql } from 'graphql';
    import '@cordon/auth-directive/apollo';
    import '@cordon/auth-directive/typeorm';
    import { schema } from './quick-start.js';
    const caller = { kind: 'principal', id: 'ada', role: 'USER' };
    const { data, errors } = await graphql({ schema, source: '{ users { email } }', contextValue: { caller } });
    process.stdout.write([...data.users.map(({ email }) => String(email)), errors[0].extensions.code].join(' '));`,
  );
  expect(answer === 'ada@example.org null FORBIDDEN', "the README's first example guards a schema");
  checkTypes(project, quickStart, ['--lib', 'es2022,esnext.disposable,dom', '--types', '']);
  expect(true, "the README's first example passes the strict compiler");
}

/** The last statements must be compile errors, or the types would accept anything. */
const clientProgram = `
import { createCordonClient, meDocument, type CordonClient } from '@cordon/client';
const client: CordonClient = createCordonClient({ endpoint: '/graphql', delivery: 'COOKIE' });
client.onSession((session: string | null) => console.log(session));
const name: Promise<string> = client.send(meDocument, {}).then(({ me }) => me?.username ?? 'anonymous');
export const token: Promise<string | null> = name.then(() => client.accessToken());
// @ts-expect-error: the field does not exist.
export const wrong = client.send(meDocument, {}).then(({ me }) => me?.passwordHash);
// @ts-expect-error: the delivery does not exist.
createCordonClient({ endpoint: '/graphql', delivery: 'PIGEON' });
`;

function checkClient(archive) {
  const project = install('client', [archive]);
  expect(installedPackages(project).length === 1, '@cordon/client installs no other package');
  runModule(
    project,
    'use.mjs',
    `import { createCordonClient, meDocument } from '@cordon/client';
    const client = createCordonClient({ endpoint: 'http://127.0.0.1:1/graphql' });
    if (typeof client.send !== 'function' || !meDocument.includes('me')) throw new Error('no client');`,
  );
  // A browser's program: no types of Node.
  checkTypes(project, clientProgram, ['--lib', 'es2022,dom', '--types', '']);
  expect(true, '@cordon/client works in a program for browsers, results and variables typed');
}

/** A schema and values of the project's own graphql, so that two copies of the package would fail. */
const serverProgram = `
import { GraphQLObjectType, GraphQLSchema, isSchema, graphql, versionInfo } from 'graphql';
import { createCordon, readConfig } from 'cordon';
import { createAuthDirective } from 'cordon/auth-directive';
import 'cordon/auth-directive/apollo';
import { createCordonClient, meDocument } from 'cordon/client';
if (typeof createAuthDirective !== 'function') throw new Error('no directive');
if (typeof createCordonClient({ endpoint: 'http://127.0.0.1:1/graphql' }).send !== 'function') throw new Error('no client');
if (!meDocument.includes('me')) throw new Error('no document');
const { schema } = createCordon({
  config: readConfig({}),
  typeDefs: 'extend type Query { hello: String! @public }',
  resolvers: { Query: { hello: () => 'hello' } },
});
if (!isSchema(schema)) throw new Error('the schema is of another graphql');
const { errors } = await graphql({ schema, source: '{ __typename }', contextValue: {} });
if (errors) throw errors[0];
process.stdout.write(versionInfo.major + '.' + versionInfo.minor);
`;

async function checkServer(archives) {
  const project = install('server', [...archives, 'graphql@16.11.0']);
  const packages = installedPackages(project);
  const megabytes = packages.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  const embedded = packages.find(({ name }) => name === '@electric-sql/pglite')?.bytes ?? 0;
  const withoutEmbedded = megabytes - embedded / 1e6;
  expect(
    embedded > 0 && withoutEmbedded <= 90,
    `cordon installs ${packages.length} packages, ${megabytes.toFixed(0)} MB, ` +
      `${withoutEmbedded.toFixed(0)} MB (at most 90) without the embedded database`,
  );
  expect(packages.filter(({ name }) => name === 'graphql').length === 1, 'cordon brings no second graphql');
  expect(
    runModule(project, 'use.mjs', serverProgram) === '16.11',
    "cordon and its three subpaths work with the project's graphql 16.11",
  );
  checkTypes(project, `${clientProgram.replaceAll('@cordon/client', 'cordon/client')}`, [
    '--lib',
    'es2022,dom',
    '--types',
    '',
  ]);
  expect(true, 'the types of cordon/client resolve through the server package');
  const secret = run('npx', ['cordon', 'secret'], project).trim();
  expect(Buffer.from(secret, 'base64').length === 32, '`npx cordon secret` prints 32 bytes');
  const env = { ...process.env, NODE_ENV: 'development', PORT: '0', CORDON_DATA_DIR: join(project, 'data') };
  const command = [process.execPath, 'node_modules/.bin/cordon', 'start'];
  await withServer(command, { cwd: project, env }, async (url) => {
    const { server } = await ask(url, '{ server { version setupRequired } }');
    expect(server.setupRequired === true, '`cordon start` in an empty folder answers `server`');
  });
  expect(true, '`cordon start` stops with exit code 0');
  checkCan(project);
  checkTesting(project);
}

/** The last statements must be compile errors, or the types would accept anything. */
const canProgram = `
import { can, type Coordinate } from './can.js';
const coordinate: Coordinate = 'CreateUserInput.role';
export const answer: boolean | 'depends' = can({ role: 'ADMIN', scopes: ['users:write'] }, coordinate);
export const anonymous: boolean | 'depends' = can(null, 'Mutation.disableUser');
// @ts-expect-error: the mutation does not exist.
can(null, 'Mutation.disableUsr');
// @ts-expect-error: the answer is no text.
export const text: string = can(null, 'Query.me');
`;

function checkCan(project) {
  writeFileSync(join(project, 'can.ts'), run('npx', ['cordon', 'policy', '--client'], project));
  const strict = [
    '--noUncheckedIndexedAccess',
    '--verbatimModuleSyntax',
    '--isolatedDeclarations',
    '--declaration',
  ];
  checkTypes(project, canProgram, ['--lib', 'es2022', '--types', '', ...strict]);
  expect(true, '`npx cordon policy --client` prints a module that passes the strict compiler');
}

/** The statements after each comment must be compile errors, or the types would accept anything. */
const testingProgram = `
import { meDocument } from 'cordon/client';
import { createTestCordon, type TestCordon, type TestCordonOptions, type TestIdentity } from 'cordon/testing';
const cordon = await createTestCordon({ typeDefs: 'extend type Query { hello: String! @public }' });
const ada: TestIdentity = await cordon.signInAs('ADMIN', { username: 'ada' });
cordon.clock.advance('10m');
const { data } = await cordon.execute(ada, meDocument);
export const name: string | undefined = data?.me?.username;
export const hello: string = (await cordon.execute(null, '{ hello }')).data.hello;
// @ts-expect-error: the field does not exist.
export const wrong = data?.me?.passwordHash;
// @ts-expect-error: the role does not exist.
await cordon.signInAs('KING');
const press = await createTestCordon({ roles: { EDITOR: { includes: ['SUPPORT'] } } });
await press.signInAs('EDITOR');
await press.signInAs('USER');
// @ts-expect-error: the role is not declared.
await press.signInAs('WRITER');
const options: TestCordonOptions = {};
const shared: TestCordon = await createTestCordon(options);
await shared.signInAs('EDITOR');
`;

function checkTesting(project) {
  const types = ['--lib', 'es2023', '--skipLibCheck', '--typeRoots', join(root, 'node_modules/@types')];
  checkTypes(project, testingProgram, [...types, '--types', 'node']);
  expect(true, 'cordon/testing has types, those of documents included');
  // The newest release for all supported versions of Node.js; jest is that of this repository.
  run('npm', ['install', ...installOptions, 'vitest@4.1.12'], project);
  expect(true, `cordon/testing works with ${checkTestRunners(project)}`);
  checkAuthMatchers(project);
  checkTypes(project, authMatcherProgram, [...types, '--types', 'node']);
  expect(true, '@cordon/auth-directive/testing works with vitest, and is typed');
}

try {
  const directive = pack('packages/auth-directive');
  const client = pack('packages/client');
  const server = pack('.');
  checkDirective(directive);
  checkClient(client);
  await checkServer([server, directive, client]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
