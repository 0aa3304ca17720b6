/**
 * Generates the SDL of a public API of the size of Linear's: 1.2 MB with its descriptions, about 1,200 types
 * with 6,000 fields, 4,500 input fields, 150 queries and 350 mutations. It is the same in every run.
 */
const ENTITIES = 150;
const FILTERED = 20;

const words = 'issue project team cycle label comment document roadmap milestone customer webhook view'.split(
  ' ',
);

/** Returns a sentence, as long as those of public schemas. */
function describe(...names) {
  return `"""The ${names.join(' of the ')}, as members of the workspace see it. Null when unset."""`;
}

function entityName(index) {
  const word = words[index % words.length];
  return `${word[0].toUpperCase()}${word.slice(1)}${Math.floor(index / words.length) || ''}`;
}

const names = Array.from({ length: ENTITIES }, (_, index) => entityName(index));
const next = (index, step) => names[(index + step) % names.length];
const list = (count, line) => Array.from({ length: count }, (_, index) => line(index)).join('\n');

const FIELD_RULES = ['@auth(owner: "creatorId")', '@auth(requires: ADMIN)', '@auth(policy: "open")'];

/** A fifth of the fields of an entity have a rule of their own. */
function entityField(name, index) {
  return (field) => {
    const rule = field % 5 === 4 ? FIELD_RULES[(index + field) % FIELD_RULES.length] : '';
    const type = field % 6 === 5 ? next(index, field) : ['String', 'DateTime', 'Int', 'Boolean'][field % 4];
    return `  ${describe(`property ${field}`, name)}\n  property${field}: ${type} ${rule}`;
  };
}

function entity(name, index) {
  const rule = ['@auth(requires: USER)', '@auth(scopes: ["read"], requires: USER)', ''][index % 3];
  return `
${describe(name, 'workspace')}
type ${name} implements Node & Entity ${rule} {
  id: ID!
  creatorId: String
  createdAt: DateTime!
${list(24, entityField(name, index))}
${list(4, (field) => `  ${describe(`connection ${field}`, name)}\n  connection${field}(filter: ${next(index, field)}Filter, first: Int = 50, after: String): ${next(index, field)}Connection!`)}
}
type ${name}Edge { cursor: String!  node: ${name}! }
type ${name}Connection { edges: [${name}Edge!]!  nodes: [${name}!]!  total: Int @auth(requires: SUPPORT) }
${describe('payload', name)}
type ${name}Payload { success: Boolean!  lastSyncId: Float!  ${words[index % words.length]}: ${name} }
enum ${name}Order { createdAt updatedAt ${index % 10 === 0 ? 'internalRank @auth(requires: ADMIN)' : ''} }`;
}

function inputs(name, index) {
  const members = (kind) =>
    list(
      kind === 'filter' ? 12 : 9,
      (field) =>
        `  ${describe(`${kind} ${field}`, name)}\n  property${field}: ${field % 4 === 3 && kind === 'filter' ? `${next(index, field)}Filter` : 'String'} ${field === 7 && index % FILTERED === 0 ? '@auth(requires: ADMIN)' : ''}`,
    );
  return `
input ${name}Filter {
${members('filter')}
}
input ${name}CreateInput {
${members('creation')}
}
input ${name}UpdateInput {
${members('update')}
}`;
}

/** Returns the type definitions, without those of the directive. */
export function publicSchema() {
  const queries = names.map(
    (name, index) =>
      `  ${describe(name)}\n  query${name}(id: ID!, filter: ${name}Filter, order: ${name}Order): ${name} ${index % 10 === 0 ? '@public' : '@auth(requires: USER)'}`,
  );
  const mutations = names.flatMap((name, index) => [
    `  ${describe('creation', name)}\n  create${name}(input: ${name}CreateInput!): ${name}Payload! @auth(requires: USER)`,
    `  ${describe('update', name)}\n  update${name}(id: ID!, input: ${name}UpdateInput!): ${name}Payload! @auth(requires: USER)`,
    ...(index % 3 === 0 ? [`  delete${name}(id: ID!): ${name}Payload! @auth(requires: ADMIN)`] : []),
  ]);
  return `scalar DateTime
enum Role { USER SUPPORT ADMIN }
interface Node { id: ID! }
interface Entity implements Node @auth(requires: USER) { id: ID!  creatorId: String  createdAt: DateTime! }
union SearchResult = ${names.join(' | ')}
${names.map(entity).join('\n')}
${names.map(inputs).join('\n')}
type Query {
  node(id: ID!): Node @auth(requires: USER)
  search(term: String!): [SearchResult!]! @auth(requires: USER)
${queries.join('\n')}
}
type Mutation {
${mutations.join('\n')}
}`;
}
