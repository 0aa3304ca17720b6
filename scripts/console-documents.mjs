// The documents of the console: for each console/src/**/NAME.graphql a NAME.documents.ts with the text of
// every operation and the types of its result and variables. The build writes them; they are not committed.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as operations from '@graphql-codegen/typescript-operations';
import { Kind, parse, print, visit } from 'graphql';

const schemaUrl = new URL('../schema.graphql', import.meta.url);
const folder = new URL('../console/src/', import.meta.url);

/** Writes every file whose contents change. Throws for an operation that the schema refuses. */
export async function writeConsoleDocuments() {
  const schema = withoutDescriptions(parse(readFileSync(schemaUrl, 'utf8')));
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isDocumentFile);
  for (const path of sources) {
    const target = new URL(path.replace(/\.graphql$/, '.documents.ts'), folder);
    const text = await generate(schema, path);
    if (!existsSync(target) || readFileSync(target, 'utf8') !== text) writeFileSync(target, text);
  }
}

function isDocumentFile(path) {
  return path.endsWith('.graphql');
}

/** Removes what the types do not need: directives, their definitions, and all descriptions. */
function withoutDescriptions(schema) {
  return visit(schema, {
    Directive: () => null,
    DirectiveDefinition: () => null,
    StringValue: (node, key) => (key === 'description' ? null : node),
  });
}

async function generate(schema, path) {
  const document = parse(readFileSync(new URL(path, folder), 'utf8'));
  const types = await codegen({
    filename: path,
    schema,
    documents: [{ location: path, document }],
    config: {
      scalars: { ID: 'string', DateTime: 'string', JSONObject: 'Readonly<Record<string, unknown>>' },
      strictScalars: true,
      enumType: 'string-literal',
      immutableTypes: true,
      skipTypename: true,
      avoidOptionals: { field: true },
      dedupeOperationSuffix: true,
    },
    plugins: [{ operations: {} }],
    pluginMap: { operations },
  });
  return [
    `// Generated from ${path.split('/').at(-1)} by the build. Change that file instead.`,
    `import type { TypedDocument } from '@cordon/client';`,
    types.trim(),
    ...document.definitions.filter(isOperation).map((operation) => constantOf(operation, document)),
    '',
  ].join('\n\n');
}

function isOperation({ kind }) {
  return kind === Kind.OPERATION_DEFINITION;
}

function constantOf(operation, document) {
  const name = operation.name.value;
  const suffix = operation.operation[0].toUpperCase() + operation.operation.slice(1);
  const type = name.endsWith(suffix) ? name : `${name}${suffix}`;
  const text = [operation, ...usedFragments(operation, document)]
    .map(print)
    .join(' ')
    .replaceAll(/\s+/g, ' ');
  const constant = `${name[0].toLowerCase()}${name.slice(1)}`;
  return `export const ${constant}: TypedDocument<${type}, ${type}Variables> =\n  ${JSON.stringify(text)};`;
}

function usedFragments(operation, document) {
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const used = new Set();
  const collect = (node) =>
    visit(node, {
      FragmentSpread: ({ name }) => {
        const fragment = fragments.find((one) => one.name.value === name.value);
        if (fragment === undefined || used.has(fragment)) return;
        used.add(fragment);
        collect(fragment);
      },
    });
  collect(operation);
  return [...used];
}
