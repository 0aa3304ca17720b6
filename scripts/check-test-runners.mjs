// Runs the example of docs/library.md on testing with each test runner, in a project that has installed the
// packed packages. Its resolvers return and throw what does not survive a second copy of graphql-js or of the
// JavaScript classes: vitest loads another copy, and jest runs CommonJS in a context of its own.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const docs = readFileSync(new URL('../docs/library.md', import.meta.url), 'utf8');
const [, example] = /## Testing[\s\S]*?```js\n([\s\S]*?)```/.exec(docs);
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
/** In the project, from the folder of a runner. */
const vitest = '../node_modules/vitest/vitest.mjs';

const reports = `
import { GraphQLError, GraphQLScalarType } from 'graphql';
import { DomainError } from 'cordon';

export const typeDefs = \`
  scalar Money
  type Report { cost: Money @auth(requires: ADMIN, onDeny: NULL) at: DateTime! }
  type ExportPayload implements MutationPayload { ok: Boolean! userErrors: [UserError!]! }
  extend enum ErrorCode { TOO_LARGE }
  extend type Query { reports: [Report!]! @auth(policy: "isStaff") archive: Int @auth(requires: USER) }
  extend type Mutation { exportReports: ExportPayload! @auth(requires: SUPPORT) }
\`;
export const resolvers = {
  Money: new GraphQLScalarType({ name: 'Money', serialize: ({ amount }) => amount }),
  Query: {
    reports: async () => [{ cost: { amount: 5 }, at: new Date(0) }],
    archive: async () => { throw new GraphQLError('Closed.', { extensions: { code: 'FORBIDDEN' } }); },
  },
  Mutation: {
    exportReports: () => { throw new DomainError({ reason: 'TOO_LARGE', message: 'Too many.' }); },
  },
};
export const policies = {
  isStaff: async ({ context }) => ['SUPPORT', 'ADMIN'].includes(context.currentUser?.role),
};
`;

const furtherTest = `
test('values and errors of the project reach the caller unchanged', async () => {
  const sue = await cordon.signInAs('SUPPORT');
  const { data } = await cordon.execute(sue, '{ reports { at } }');
  assert.deepEqual(data, { reports: [{ at: '1970-01-01T00:00:00.000Z' }] });
  const { errors } = await cordon.execute(sue, '{ archive }');
  assert.deepEqual([errors[0].message, errors[0].extensions.code], ['Closed.', 'FORBIDDEN']);
  const answer = await cordon.execute(sue, 'mutation { exportReports { ok userErrors { code } } }');
  assert.deepEqual(answer.data.exportReports, { ok: false, userErrors: [{ code: 'TOO_LARGE' }] });
});
`;

const runners = [
  { name: 'node --test', module: 'node:test', args: ['--test'] },
  { name: 'vitest', module: 'vitest', args: [vitest, 'run', '--hookTimeout=60000'] },
  { name: 'jest with ES modules', module: '@jest/globals', args: ['--experimental-vm-modules', jest] },
  { name: 'jest with CommonJS', module: '@jest/globals', args: [jest], isCommonJs: true },
];

/** Returns the names of the runners. Throws for one whose tests do not pass. */
export function checkTestRunners(project) {
  for (const runner of runners) runWith(runner, project);
  return runners.map(({ name }) => name).join('; ');
}

function runWith({ name, module, args, isCommonJs = false }, project) {
  const folder = join(project, name.replaceAll(/\W+/g, '-'));
  const write = (file, text) => writeFileSync(join(folder, file), isCommonJs ? toCommonJs(text) : text);
  mkdirSync(join(folder, 'test'), { recursive: true });
  const type = isCommonJs ? 'commonjs' : 'module';
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type, jest: jestOptions }));
  write('reports.js', reports);
  write('test/reports.test.js', withHooksOf(module, example + furtherTest));
  const env = { ...process.env, NODE_OPTIONS: '' };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${name} exited with ${status}:\n${stdout}${stderr}`);
}

/** A busy machine may need longer for a server than a test may take by default. */
const jestOptions = { testTimeout: 60_000 };

function withHooksOf(module, text) {
  if (module === 'node:test') return text;
  const names = 'afterAll as after, beforeAll as before, test';
  return text.replace(/import \{.*\} from 'node:test'/, `import { ${names} } from '${module}'`);
}

function toCommonJs(text) {
  return text
    .replace(/^import (\w+) from '(.*)';$/gm, "const $1 = require('$2');")
    .replace(/^import \{(.*)\} from '(.*)';$/gm, (_line, names, from) => {
      return `const {${names.replaceAll(' as ', ': ')}} = require('${from}');`;
    })
    .replace(/^export const (\w+) =/gm, 'const $1 = exports.$1 =');
}
