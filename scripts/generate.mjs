/**
 * Generates src/transports/graphql/generated/resolvers.ts, the types of all resolvers, from schema.graphql.
 * `npm run generate` writes it; `node scripts/generate.mjs --check` exits with 1 when it is out of date.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as resolvers from '@graphql-codegen/typescript-resolvers';
import { Kind, parse, visit } from 'graphql';

const schemaUrl = new URL('../schema.graphql', import.meta.url);
const outputUrl = new URL('../src/transports/graphql/generated/resolvers.ts', import.meta.url);

/**
 * The domain types that resolvers return for types of the schema, each imported from the file that declares
 * it.
 */
const domainTypes = {
  // A project may add values, so the type of what is returned is open.
  Role: '../../../modules/access/roles.js#Role as DomainRole',
  User: '../../../modules/users/user.js#User as DomainUser',
  UserConnection: '../../../modules/users/user-page.js#UserPage',
  Session: '../../../modules/sessions/session.js#Session as DomainSession',
  SessionConnection: '../../../modules/sessions/session-page.js#SessionPage',
  TokenPair: '../../../modules/sessions/issued-tokens.js#DeliveredTokens',
  Passkey: '../../../modules/passkeys/passkey.js#Passkey as DomainPasskey',
  AuditEvent: '../../../modules/audit/audit-reader.js#ListedEvent',
  AuditEventConnection: '../../../modules/audit/audit-reader.js#AuditPage',
  Overview: '../../../modules/overview/overview.js#Overview as DomainOverview',
  ServerInfo: '../../../modules/login/server-info.js#ServerInfo as KnownServerInfo',
};

const document = withoutDirectives(parse(await readFile(schemaUrl, 'utf8')));
const generated = await generate(document);

if (process.argv.includes('--check')) {
  const current = await readFile(outputUrl, 'utf8').catch(() => null);
  if (current !== generated) {
    console.error('src/transports/graphql/generated/resolvers.ts is out of date. Run: npm run generate');
    process.exitCode = 1;
  }
} else {
  await mkdir(new URL('.', outputUrl), { recursive: true });
  await writeFile(outputUrl, generated);
}

function generate(schema) {
  return codegen({
    filename: outputUrl.pathname,
    schema,
    documents: [],
    config: {
      mappers: { ...domainTypes, ...payloadTypes(schema) },
      contextType: '../request-context.js#RequestContext',
      scalars: {
        ID: 'string',
        DateTime: 'Date',
        JSONObject: 'Readonly<Record<string, unknown>>',
      },
      strictScalars: true,
      enumsAsTypes: true,
      immutableTypes: true,
      showUnusedMappers: false,
      useTypeImports: true,
      emitLegacyCommonJSImports: false,
      useIndexSignature: false,
      makeResolverTypeCallable: true,
      maybeValue: 'T | null',
      inputMaybeValue: 'T | null',
    },
    plugins: [{ typescript: {} }, { resolvers: {} }],
    pluginMap: { typescript, resolvers },
  }).then(
    (text) =>
      `// Generated from schema.graphql by scripts/generate.mjs. Change the schema, then run \`npm run generate\`.\n${text}`,
  );
}

/**
 * A resolver of a mutation returns its payload without `ok` and `userErrors`; mutation-payloads.ts adds them.
 */
function payloadTypes(schema) {
  const payloads = schema.definitions.filter(
    (definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION &&
      definition.interfaces?.some((implemented) => implemented.name.value === 'MutationPayload'),
  );
  return Object.fromEntries(
    payloads.map((payload) => [payload.name.value, '../mutation-payloads.js#MutationResult<{T}>']),
  );
}

/** Removes all directives, so that the types do not depend on their definitions. */
function withoutDirectives(schema) {
  return visit(schema, { Directive: () => null, DirectiveDefinition: () => null });
}
