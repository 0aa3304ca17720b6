import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import express from 'express';
import type { Cordon, ServerExtension } from '../../src/library/index.js';
import { DomainError } from '../../src/shared/index.js';
import {
  createTestInstallation,
  type InProcessServer,
  type TestInstallation,
} from '../helpers/create-test-server.js';
import { sendGraphql, sendHttp, valueAt } from '../helpers/http-client.js';
import { createFirstAdministrator, goodPassword } from '../helpers/sign-in.js';

/** Executes the examples of docs/library.md. That of its section on tests is executed with the package. */

const page = readFileSync(new URL('../../docs/library.md', import.meta.url), 'utf8');

let installation: TestInstallation;
let running: InProcessServer | null = null;

beforeAll(async () => {
  installation = await createTestInstallation();
  const first = await installation.start();
  await createFirstAdministrator(first);
  await first.sql('CREATE TABLE customers (user_id uuid PRIMARY KEY, email text NOT NULL)');
  await first.stop();
});
afterEach(async () => {
  await running?.stop();
  running = null;
});
afterAll(() => installation.close());

/** Returns the JavaScript of the section that contains the text. */
function example(text: string): string {
  const found = [...page.matchAll(/```js\n([\s\S]*?)```/g)].find(([, code]) => code?.includes(text))?.[1];
  if (found === undefined) throw new Error(`docs/library.md has no example with ${text}`);
  return found;
}

/** Runs an example with these names in scope and returns its variable `result`. */
function run(code: string, scope: Readonly<Record<string, unknown>>, result = 'undefined'): Promise<unknown> {
  const body = `${code.replace(/^import .*\n/gm, '')}\nreturn ${result};`;
  const AsyncFunction = (async () => {}).constructor as new (
    ...texts: string[]
  ) => (...values: unknown[]) => Promise<unknown>;
  return new AsyncFunction(...Object.keys(scope), body)(...Object.values(scope));
}

/** Returns what an example passes to createCordon. */
async function extensionOf(code: string, scope: Readonly<Record<string, unknown>>): Promise<ServerExtension> {
  let extension: ServerExtension = {};
  const createCordon = ({
    config: _config,
    ...given
  }: ServerExtension & { readonly config: unknown }): object => {
    extension = given;
    return { start: async () => ({ url: '', setupLink: null }) };
  };
  const names = {
    createCordon,
    readConfig: () => null,
    StartupError: Error,
    process: { env: {} },
    console: { log: () => {} },
  };
  await run(code, { ...names, ...scope });
  return extension;
}

async function start(extension: ServerExtension = {}, options = {}): Promise<InProcessServer> {
  running = await installation.start({}, extension, options);
  return running;
}

async function tokenOf(cordon: Cordon, username: string, role: 'USER' | 'SUPPORT'): Promise<string> {
  const names = { username, email: `${username}@example.com` };
  const { user } = await cordon.users.create({ ...names, role, password: goodPassword });
  return (await cordon.issueTokens(user.id)).accessToken;
}

test('the first example serves its own types under its rules', async () => {
  const extension = await extensionOf(example('type Report'), {
    loadReports: () => [{ id: '1', title: 'Costs', cost: 3 }],
    loadReport: () => ({ id: '1', title: 'Costs', cost: 3 }),
    isOnTheTeam: () => false,
  });
  const { url, server } = await start(extension);
  const token = await tokenOf(server, 'ada', 'SUPPORT');

  const reports = await sendGraphql(url, '{ reports { title cost } }', { token });
  const report = await sendGraphql(url, '{ report(id: "1") { title } }', { token });

  expect(reports.body).toEqual({ data: { reports: [{ title: 'Costs', cost: null }] } });
  expect(valueAt(report.body, 'errors', 0, 'extensions', 'code')).toBe('FORBIDDEN');
});

test('the example of users resolves fields of the type User', async () => {
  const typeDefs = `
    type Report { author: User readers: [User]! }
    extend type Query { report: Report @auth(requires: SUPPORT) }
  `;
  let authorId = '';
  const { Report } = (await run(example('readers:'), {}, 'resolvers')) as { readonly Report: object };
  const Query = { report: () => ({ authorId, readerIds: [authorId, 'nobody'] }) };
  const { url, server } = await start({ typeDefs, resolvers: { Report, Query } });
  const token = await tokenOf(server, 'bob', 'SUPPORT');
  authorId = (await server.users.find({ username: 'bob' }))?.id ?? '';

  const { body } = await sendGraphql(url, '{ report { author { username } readers { username } } }', {
    token,
  });

  expect(body).toEqual({
    data: { report: { author: { username: 'bob' }, readers: [{ username: 'bob' }, null] } },
  });
});

test('the examples of events handle changes after and inside their transaction', async () => {
  const paused: unknown[] = [];
  const { server } = await start();
  await run(example("'user.disabled'"), {
    cordon: server,
    billing: { pause: async (id: unknown) => paused.push(id) },
  });
  await run(example("'user.created'"), { cordon: server });

  const { user } = await server.users.create({ username: 'carol', email: 'carol@example.com' });
  await installation.cordon(['users', 'disable', 'carol', '--reason', 'left']);
  await server.stop();

  expect(paused).toEqual([user.id]);
  running = await installation.start();
  expect(await running.sql('SELECT * FROM customers')).toEqual([
    { user_id: user.id, email: 'carol@example.com' },
  ]);
});

test('the example of routes answers only whom its rules admit', async () => {
  const extension = await extensionOf(example('/reports.csv'), {
    exportReports: async (id: string) => `id\n${id}`,
    saveFeedback: (body: unknown) => ({ saved: body }),
  });
  const { url, server } = await start(extension);
  const [support, user] = [await tokenOf(server, 'dora', 'SUPPORT'), await tokenOf(server, 'emil', 'USER')];
  const get = (token: string) =>
    sendHttp(`${url}/reports.csv`, { headers: { authorization: `Bearer ${token}` } });

  expect((await get(support)).headers.get('content-type')).toMatch(/^text\/csv/);
  expect((await get(user)).status).toBe(403);
  const feedback = await sendHttp(`${url}/feedback`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"text":"good"}',
  });
  expect(feedback.body).toEqual({ saved: { text: 'good' } });
});

test('the examples of other servers serve Cordon and own routes in Express', async () => {
  const { server: cordon } = await start({}, { listen: false });
  const app = await run(
    example('express()'),
    { cordon, express, loadReports: async (id: string) => [id] },
    'app',
  );
  // The server has been started, and any free port will do.
  const mounting = example('acceptWebSockets(server)').replace('4000', '0');
  const scope = { createServer, app, cordon: { ...cordon, start: async () => {} } };
  const server = (await run(mounting, scope, 'server')) as ReturnType<typeof createServer>;
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const token = await tokenOf(cordon, 'frida', 'USER');
  const narrowed = await cordon.users.find({ username: 'frida' });
  const { accessToken: narrow } = await cordon.issueTokens(narrowed?.id ?? '', { scope: ['account:read'] });
  const get = async (given: string) =>
    (await sendHttp(`${url}/reports`, { headers: { authorization: `Bearer ${given}` } })).status;

  expect([await get(token), await get(narrow), await get('x')]).toEqual([200, 403, 401]);
  expect(
    valueAt((await sendGraphql(url, '{ me { username } }', { token })).body, 'data', 'me', 'username'),
  ).toBe('frida');
  server.closeAllConnections();
  server.close();
});

test('the example of errors creates an error that can be sent', async () => {
  await expect(run(example("reason: 'INVALID_INPUT'"), { DomainError })).rejects.toMatchObject({
    reason: 'INVALID_INPUT',
  });
});
