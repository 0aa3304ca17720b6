// Runs the example of the README of @cordon/auth-directive on testing with vitest, in a project that has
// installed the packed package. The tests of the package run it with jest.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const readme = readFileSync(new URL('../packages/auth-directive/README.md', import.meta.url), 'utf8');
const exampleUnder = (heading) =>
  new RegExp(`## ${heading}[\\s\\S]*?\`\`\`ts\\n([\\s\\S]*?)\`\`\``).exec(readme)[1];

const example = exampleUnder('Testing')
  .replace("'@jest/globals'", "'vitest'")
  .replace('testing/jest', 'testing/vitest');

/** Each last statement must be a compile error, or the types would accept anything. */
export const authMatcherProgram = `${example}
test('is typed', async () => {
  // @ts-expect-error: a caller is a principal or anonymous.
  await expect(schema).toAllow({ kind: 'nobody' }, 'Query.users');
  // @ts-expect-error: there is no such assertion.
  await expect(schema).toDeny(ada, 'Query.users');
});
`;

/** Throws when the example does not pass, or when it would pass whatever the schema allows. */
export function checkAuthMatchers(project) {
  writeFileSync(join(project, 'quick-start.ts'), exampleUnder('Quick start'));
  run(project, 'passes.test.ts', example, 0);
  run(project, 'fails.test.ts', example.replace('.not.toAllow', '.toAllow'), 1);
}

function run(project, file, text, expectedStatus) {
  writeFileSync(join(project, file), text);
  const args = ['node_modules/vitest/vitest.mjs', 'run', file];
  const env = { ...process.env, NODE_OPTIONS: '' };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: project,
    env,
    encoding: 'utf8',
  });
  if (status === expectedStatus) return;
  throw new Error(`vitest run ${file} exited with ${status}:\n${stdout}${stderr}`);
}
