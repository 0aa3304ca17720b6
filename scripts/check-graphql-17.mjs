// Packs @cordon/auth-directive, installs it with graphql 17 into an empty folder, and checks its laws there.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'cordon-graphql-17-'));
/** graphql 17 is for Node 22 and newer; npm warns about an older one, and the package works there, too. */
const GRAPHQL = 'graphql@17.1.0';

function run(command, words, cwd) {
  const { status, stdout, stderr } = spawnSync(command, words, { cwd, encoding: 'utf8' });
  if (status === 0) return stdout;
  throw new Error(`${command} ${words.join(' ')} exited with ${status}:\n${stdout}${stderr}`);
}

const laws = String.raw`
import { deepStrictEqual as equal } from 'node:assert';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { createAuthDirective } from '@cordon/auth-directive';
import {
  GraphQLSchema, graphql, graphqlSync, parse, printSchema, subscribe, validateSchema, versionInfo,
} from 'graphql';

equal(versionInfo.major, 17);
const ran = [];
const auth = createAuthDirective({
  roles: ['USER', 'ADMIN'],
  caller: ({ caller }) => caller,
  policies: { isFirst: ({ args }) => args.id === '1' },
  log: () => undefined,
});
const sdl = ${'`'}
  extend schema @authRule(name: "owned", anyOf: [{ owner: "by" }, { requires: ADMIN }])
  type Quiet @auth(requires: ADMIN, onDeny: NULL) { id: ID }
  enum Role { USER ADMIN }
  enum Color { RED GOLD @auth(requires: ADMIN) }
  input Filter { role: Role = USER @auth(requires: ADMIN) colors: [Color] }
  interface Node @auth(requires: USER) { id: ID }
  type Note implements Node { id: ID by: ID text: String @auth(rule: "owned") }
  type Secret implements Node @auth(requires: ADMIN) { id: ID }
  type Query {
    notes: [Note] @public
    nodes: [Node] @public
    search(filter: Filter, color: Color): Int @public
    first(id: ID!): Int @auth(policy: "isFirst")
    quiet: Quiet @public
    echo(filter: Filter = { role: ADMIN, colors: [RED] }, color: Color = GOLD): String @public
    open: Int @public
    hidden: Int! @auth(requires: ADMIN)
  }
  type Mutation {
    one(role: Role @auth(requires: ADMIN)): Int @auth(requires: USER)
    two: Int @auth(requires: ADMIN)
  }
  type Subscription { notes: Note @auth(requires: USER) }${'`'};
const notes = [{ id: 'a', by: 'ada', text: 'mine' }, { id: 'b', by: 'bo', text: 'his' }];
async function* events() { yield* notes.map((note) => ({ notes: note })); }
const schema = auth.transform(makeExecutableSchema({
  typeDefs: [auth.typeDefs, sdl],
  resolvers: {
    Query: {
      notes: async function* () { yield* notes; },
      nodes: () => [{ __typename: 'Note', id: 'a' }, { __typename: 'Secret', id: 's' }],
      quiet: () => ({ id: 'q' }), echo: (_, args) => JSON.stringify(args), search: () => 1, first: () => 1, open: () => 1,
    },
    Mutation: { one: () => ran.push('one'), two: () => ran.push('two') },
    Subscription: { notes: { subscribe: events } },
  },
}));
auth.assertGuarded(schema);

const user = { kind: 'principal', id: 'ada', role: 'USER' };
const admin = { kind: 'principal', id: 'root', role: 'ADMIN' };
async function ask(source, caller, variableValues = {}) {
  const { data, errors = [] } = await graphql({ schema, source, variableValues, contextValue: { caller } });
  const codes = errors.map(({ path, extensions, message }) => path?.join('.') + ' ' + (extensions.code ?? message));
  return [JSON.parse(JSON.stringify(data ?? null)), ...codes.sort()];
}
async function plan(source, caller, variables = {}) {
  const document = parse(source);
  const context = { caller };
  const answer = await auth.plan({ schema, document, operation: document.definitions[0], variables, context });
  return answer.kind;
}
async function law(title, actual, expected) {
  equal(await actual, expected, title);
  process.stdout.write('ok  graphql 17: ' + title + '\n');
}

await law('an owner is checked for each item of an asynchronous list', ask('{ notes { text } }', user),
  [{ notes: [{ text: 'mine' }, { text: null }] }, 'notes.1.text FORBIDDEN']);
await law('the rule of a concrete type holds through its interface', ask('{ nodes { id } }', user),
  [{ nodes: [{ id: 'a' }, null] }, 'nodes.1 FORBIDDEN']);
const search = 'query ($filter: Filter, $color: Color) { search(filter: $filter, color: $color) }';
await law('an input in a variable is refused', ask(search, user, { filter: { role: 'ADMIN' } }),
  [{ search: null }, 'search FORBIDDEN']);
await law('an enum value in a variable is refused', ask(search, user, { filter: { colors: ['RED', 'GOLD'] } }),
  [{ search: null }, 'search FORBIDDEN']);
await law('a default of the schema is not provided', ask(search, user, { filter: { colors: ['RED'] } }), [{ search: 1 }]);
await law('a default of a variable is provided',
  ask('query ($color: Color = GOLD) { search(color: $color) }', user), [{ search: null }, 'search FORBIDDEN']);
await law('an input in a variable is granted', ask(search, admin, { filter: { role: 'ADMIN' }, color: 'GOLD' }),
  [{ search: 1 }]);
await law('variables named as in the resolve info prove nothing',
  ask('query ($sources: Color, $coerced: Color) { a: search(color: $coerced) b: search(color: $sources) }', user,
    { coerced: 'GOLD', sources: 'RED' }),
  [{ a: null, b: 1 }, 'a FORBIDDEN']);
await law('the plan refuses by variables', plan('query ($role: Color) { search(color: $role) }', user, { role: 'GOLD' }), 'refused');
await law('the plan honours skipped fields',
  plan('mutation ($go: Boolean!) { one two @skip(if: $go) }', user, { go: true }), 'go');
await law('the plan refuses what is not skipped',
  plan('mutation ($go: Boolean!) { one two @skip(if: $go) }', user, { go: false }), 'refused');
await law('a refused mutation has no effects', ask('mutation { one two }', user),
  [{ one: null, two: null }, 'one FORBIDDEN', 'two FORBIDDEN']);
equal(ran, []);
const policy = 'query ($id: ID!) { first(id: $id) }';
await law('a policy gets coerced arguments', ask(policy, user, { id: 1 }), [{ first: 1 }]);
await law('a policy refuses', ask(policy, user, { id: 2 }), [{ first: null }, 'first FORBIDDEN']);
await law('an anonymous caller reaches public fields only', ask('{ open first(id: 1) }', undefined),
  [{ open: 1, first: null }, 'first UNAUTHENTICATED']);
await law('a type chooses null in place of an error', ask('{ quiet { id } }', user), [{ quiet: null }]);
const visible = auth.visibleSchema(schema, user);
await law('a visible schema is valid', validateSchema(new GraphQLSchema({ ...visible.toConfig(), assumeValid: false })), []);
const lines = printSchema(visible).split(/\n\s*/);
await law('hidden defaults, inputs and types are absent', [
  lines.filter((line) => /echo|colors|role|enum|GOLD|Quiet|Secret/.test(line)),
], [['enum Color {', 'colors: [Color]', 'echo(filter: Filter, color: Color): String']]);
const source = '{ echo __schema { types { fields { args { defaultValue } } } } }';
const [whole, seen] = await Promise.all([schema, visible].map((each) =>
  graphql({ schema: each, source, contextValue: { caller: user } })));
await law('resolvers receive the defaults of hidden inputs', seen.data.echo, whole.data.echo);
await law('no default shows a hidden value', JSON.stringify(seen.data).match(/GOLD|ADMIN/g), ['ADMIN', 'GOLD']);
await law('documents are validated as their caller sees the schema',
  createAuthDirective({ roles: ['USER', 'ADMIN'], caller: ({ caller }) => caller, introspection: 'caller', policies: { isFirst: () => true } })
    .validate(schema, parse('{ quite { id } }'), { caller: user }).map((error) => error.message),
  ['Cannot query field "quite" on type "Query".']);
const { data, errors } = graphqlSync({ schema, source: '{ hidden }', contextValue: { caller: user } });
await law('graphqlSync answers a refused non-null field', [data, errors[0].extensions.code], [null, 'FORBIDDEN']);

const asked = [];
const decided = [];
const several = createAuthDirective({
  roles: { ADMIN: ['SUPPORT', 'BILLING'], SUPPORT: [], BILLING: [] },
  caller: ({ caller }) => caller,
  policies: { may: async ({ params: [permission] }) => asked.push(permission) > 0 && permission === 'close' },
  log: () => undefined,
  onDecision: ({ coordinate, missing }) => decided.push(coordinate + ' lacks ' + missing.join(' or ')),
  onGrant: ({ coordinate, group }) => decided.push(coordinate + ' by ' + group.join(' and ')),
});
const severalSchema = several.transform(makeExecutableSchema({
  typeDefs: [several.typeDefs, ${'`'}
    enum Role { SUPPORT BILLING ADMIN }
    type Query {
      both: Int @auth(requires: SUPPORT) @auth(requires: BILLING)
      admin: Int @auth(requires: ADMIN)
      close: Int @auth(policy: "may", params: ["close"])
      open: Int @auth(policy: "may", params: ["open"])
    }${'`'}],
  resolvers: { Query: { both: () => 1, admin: () => 1, close: () => 1, open: () => 1 } },
}));
const clerk = { kind: 'principal', id: 'cy', roles: ['SUPPORT', 'BILLING', 'KING'] };
const answered = await graphql({
  schema: severalSchema, source: '{ both admin close again: close open }', contextValue: { caller: clerk },
});
await law('several roles add up, policies get their params', { ...answered.data },
  { both: 1, admin: null, close: 1, again: 1, open: null });
await law('the same question is asked once', asked, ['close', 'open']);
await law('grants and refusals are reported with their groups', decided.sort(), [
  'Query.admin lacks requires ADMIN', 'Query.both by requires BILLING and requires SUPPORT',
  'Query.close by policy may("close")', 'Query.close by policy may("close")', 'Query.open lacks policy may("open")',
]);
const stream = await subscribe({
  schema, document: parse('subscription { notes { text } }'), contextValue: { caller: user },
});
const answers = [];
for await (const { data, errors = [] } of stream) answers.push(data.notes.text, ...errors.map((error) => error.extensions.code));
await law('each event of a subscription is judged', answers, ['mine', null, 'FORBIDDEN']);
`;

try {
  const [{ filename }] = JSON.parse(
    run(
      'npm',
      ['pack', '--json', '--silent', '--pack-destination', folder],
      join(root, 'packages/auth-directive'),
    ),
  );
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', ['install', ...options, join(folder, filename), GRAPHQL, '@graphql-tools/schema'], folder);
  writeFileSync(join(folder, 'laws.mjs'), laws);
  process.stdout.write(run(process.execPath, ['laws.mjs'], folder));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
