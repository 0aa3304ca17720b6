import { readFileSync } from 'node:fs';
import { renderMatrix } from '@cordon/auth-directive';
import { describe, expect, test } from '@jest/globals';
import { loadClient, runExample } from '../../packages/auth-directive/test/helpers/load-client.js';
import { schemaText } from '../../src/schema-text.js';
import { type CommandInput, type CommandOutput, NegativeResult } from '../../src/shared/index.js';
import { createPolicyCommands, createPolicyReports } from '../../src/transports/graphql/index.js';

const reports = createPolicyReports(() => new Date('2026-01-01T00:00:00Z'));
const opened = schemaText.replace(
  'user(id: ID, username: String, email: String): User @auth(requires: SUPPORT, scopes: ["users:read"])',
  'user(id: ID, username: String, email: String): User @auth(requires: USER)',
);
const strict = schemaText.replace(
  'user(id: ID, username: String, email: String): User @auth(requires: SUPPORT,',
  'user(id: ID, username: String, email: String): User @auth(requires: ADMIN,',
);
const files: Readonly<Record<string, string>> = {
  'old.graphql': schemaText,
  'new.graphql': opened,
  'strict.graphql': strict,
  'broken.graphql': 'type {',
  'unknown-type.graphql': 'enum Role { USER } type Query { invoice: Invoice }',
};
const commands = createPolicyCommands({
  reportsFor: () => reports,
  schemaText,
  readText: (path) => {
    const text = files[path];
    if (text === undefined) throw new Error('ENOENT');
    return text;
  },
  findUser: async () => ({ id: 'u1', role: 'SUPPORT' }),
});

function run(name: string, input: Partial<CommandInput> = {}): Promise<CommandOutput> {
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) throw new Error(`Unknown command: ${name}`);
  return command.run({ arguments: {}, options: {}, secret: null, ...input });
}

test('the authorization matrix of the schema changes only with its snapshot', () => {
  expect(renderMatrix(reports.matrix(schemaText), 'text')).toMatchSnapshot();
});

describe('cordon policy', () => {
  test('shows every field for every role, as text, Markdown and JSON data', async () => {
    const { text, data } = await run('policy');
    const markdown = await run('policy', { options: { markdown: true } });

    expect(text).toMatch(/^Mutation\.setUserRole +DENY +DENY +DENY +DYNAMIC\(freshWithin 3600\)/m);
    expect(markdown.text).toMatch(/\| `?Mutation\.setUserRole`? \|/);
    expect(JSON.stringify(data)).toContain('"Mutation.setUserRole"');
  });

  test('prints a module for frontends with --client', async () => {
    const { text, data } = await run('policy', { options: { client: true } });
    const can = loadClient(text);

    const asks = [
      'Mutation.disableUser',
      'Mutation.login',
      'Mutation.setUserRole',
      'User.email',
      'Query.nothing',
    ];
    const answers = (caller: object | null) => asks.map((coordinate) => can(caller, coordinate));
    expect(answers(null)).toEqual([false, true, false, false, false]);
    expect(answers({ role: 'USER' })).toEqual([false, true, false, 'depends', false]);
    expect(answers({ role: 'ADMIN' })).toEqual([true, true, 'depends', true, false]);
    expect(answers({ role: 'ADMIN', scopes: ['users:read'] })).toEqual([false, true, false, true, false]);
    expect(data).toEqual({ client: text });
  });

  test('prints the module of the example in docs/frontend.md', async () => {
    const docs = readFileSync(new URL('../../docs/frontend.md', import.meta.url), 'utf8');
    const example = /## Show what a user may do[\s\S]*?```js\n([\s\S]*?)```/.exec(docs)?.[1] ?? '';
    const { text } = await run('policy', { options: { client: true } });
    const { answers, documented } = runExample(example, loadClient(text));

    expect(answers.map(String)).toEqual(documented);
    expect(answers).toHaveLength(5);
    // The size that the page states.
    expect(text.length).toBeLessThan(12_000);
  });

  test('reads another schema with --schema', async () => {
    const { text } = await run('policy', { options: { schema: 'new.graphql' } });

    expect(text).toMatch(/^Query\.user +DENY +DYNAMIC/m);
  });
});

test('names the unknown type of a schema', async () => {
  const report = run('policy', { options: { schema: 'unknown-type.graphql' } });

  await expect(report).rejects.toMatchObject({ reason: 'INVALID_INPUT', message: 'Unknown type "Invoice".' });
});

describe('cordon policy diff', () => {
  test('is rejected with a description when a role gains access', async () => {
    const refusal = await run('policy diff', { arguments: { old: 'old.graphql', new: 'new.graphql' } }).catch(
      (error: unknown) => error,
    );

    expect(refusal).toBeInstanceOf(NegativeResult);
    expect((refusal as NegativeResult).output.text).toContain('USER gains Query.user');
  });

  test('succeeds when no role gains access', async () => {
    const { text } = await run('policy diff', { arguments: { old: 'old.graphql', new: 'strict.graphql' } });

    expect(text).toContain('SUPPORT loses Query.user');
  });

  test.each(['missing.graphql', 'broken.graphql'])('rejects %s as invalid input', async (name) => {
    const outcome = run('policy diff', { arguments: { old: 'old.graphql', new: name } });

    await expect(outcome).rejects.toMatchObject({ reason: 'INVALID_INPUT' });
  });
});

describe('cordon policy explain', () => {
  test('names each member of the rule and whether it holds', async () => {
    const { text } = await run('policy explain', {
      arguments: { user: 'ada', coordinate: 'Mutation.setUserRole' },
    });

    expect(text).toContain('Mutation.setUserRole: DENY');
    expect(text).toMatch(/requires ADMIN \(no\)/);
  });

  test('rejects a coordinate that the schema does not have', async () => {
    const outcome = run('policy explain', { arguments: { user: 'ada', coordinate: 'Query.nope' } });

    await expect(outcome).rejects.toMatchObject({ reason: 'INVALID_INPUT' });
  });
});
