import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from '@jest/globals';
import { type GraphQLSchema, Kind, parse, validate } from 'graphql';
import { readConfig } from '../../src/platform/config/index.js';
import { createServer } from '../../src/server.js';
import { repositoryRoot } from '../helpers/run-program.js';

/**
 * The examples of README and docs/ work: every operation is valid, and every link has a target.
 */

const rootPages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'];
const pages = [
  ...rootPages,
  ...readdirSync(join(repositoryRoot, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) =>
    join('docs', name),
  ),
].filter((page) => page.endsWith('.md'));

const textOf = (page: string): string => readFileSync(join(repositoryRoot, page), 'utf8');

/**
 * Returns the operations of the GraphQL blocks of a page one by one, because a block may contain several
 * without names. Blocks of schema text have none.
 */
function operationsOf(page: string): readonly string[] {
  return [...textOf(page).matchAll(/^```graphql\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
    parse(block).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION
        ? [block.slice(definition.loc?.start, definition.loc?.end)]
        : [],
    ),
  );
}

/** Returns the operations in the JSON bodies of the curl commands of a page. */
function operationsOfCommands(page: string): readonly string[] {
  return [...textOf(page).matchAll(/^curl .* -d '(\{[\s\S]*?\})'$/gm)].map(([, body = '']) =>
    String(JSON.parse(body).query),
  );
}

function validationErrorsOf(schema: GraphQLSchema, operation: string): readonly string[] {
  return validate(schema, parse(operation)).map(({ message }) => `${operation}: ${message}`);
}

/** Returns the links to files that do not exist. */
function deadLinksOf(page: string): readonly string[] {
  const prose = textOf(page).replaceAll(/^```[\s\S]*?^```$/gm, '');
  const targets = [...prose.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target = '']) => target);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => !existsSync(join(repositoryRoot, normalize(join(dirname(page), target)))))
    .map((target) => `${page}: ${target}`);
}

test('every operation in README and docs/ is valid against the served schema', () => {
  const { schema } = createServer(readConfig({ LOG_LEVEL: 'silent' }));
  const operations = pages.flatMap((page) => [...operationsOf(page), ...operationsOfCommands(page)]);

  expect(pages.flatMap(operationsOf).length).toBeGreaterThan(12);
  expect(operationsOfCommands('README.md')).toHaveLength(1);
  expect(operations.flatMap((operation) => validationErrorsOf(schema, operation))).toEqual([]);
});

test('every relative link in README and docs/ leads to a file', () => {
  expect(pages.flatMap(deadLinksOf)).toEqual([]);
});

test('README has at most 1,200 words', () => {
  expect(textOf('README.md').split(/\s+/).length).toBeLessThanOrEqual(1200);
});
