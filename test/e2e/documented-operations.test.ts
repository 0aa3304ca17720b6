import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { type GraphQLSchema, Kind, parse, validate } from 'graphql';
import { readConfig } from '../../src/platform/config/index.js';
import { createServer } from '../../src/server.js';
import { repositoryRoot } from '../helpers/run-program.js';

/** What a reader copies from our documents must work: every operation in them is one that the server takes. */

const documents = ['README.md', ...readdirSync(`${repositoryRoot}docs`).map((name) => `docs/${name}`)].filter(
  (page) => page.endsWith('.md'),
);

/** The operations of a page's blocks of GraphQL; one by one, since a block may hold several without names. Blocks of schema text hold none. */
function operationsOf(page: string): readonly string[] {
  const text = readFileSync(repositoryRoot + page, 'utf8');
  return [...text.matchAll(/^```graphql\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
    parse(block).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION
        ? [block.slice(definition.loc?.start, definition.loc?.end)]
        : [],
    ),
  );
}

function validationErrorsOf(schema: GraphQLSchema, operation: string): readonly string[] {
  return validate(schema, parse(operation)).map(({ message }) => `${operation}: ${message}`);
}

test('every operation in the documents is one that the server takes', () => {
  const { schema } = createServer(readConfig({ LOG_LEVEL: 'silent' }));
  const operations = documents.flatMap(operationsOf);

  expect(operations.length).toBeGreaterThan(5);
  expect(operations.flatMap((operation) => validationErrorsOf(schema, operation))).toEqual([]);
});
