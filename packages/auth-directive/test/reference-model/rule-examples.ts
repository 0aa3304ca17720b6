import { anonymous, type SpecificationExample, stored, user } from './specification-example.js';
import type { ReferenceCaller } from './types.js';

const data = {
  Query: stored('Query', { field: 'value', open: 'yes', thing: { ref: 'Thing:1' } }),
  'Thing:1': stored('Thing', { name: 'a thing' }, { owners: { ownerId: 'u1', authorId: 'u2' } }),
};

function rule(
  guarantee: string,
  directive: string,
  caller: ReferenceCaller,
  error?: string,
): SpecificationExample {
  return {
    guarantee,
    sdl: `type Query { field: String ${directive} open: String @public }`,
    source: '{ field open }',
    caller,
    data,
    answers: { field: error === undefined ? 'value' : null, open: 'yes' },
    errors: error === undefined ? [] : [`field | ${error} Query.field -`],
  };
}

const stale = new Date(Date.now() - 3_600_000);
const forbidden = 'FORBIDDEN -';
const stepUp = 'STEP_UP_REQUIRED -';

/** The guarantees about members and groups, each as an example with the expected answer. */
export const ruleExamples: readonly SpecificationExample[] = [
  rule('a stronger role passes', '@auth(requires: SUPPORT)', user('ADMIN')),
  rule('a weaker role is refused', '@auth(requires: SUPPORT)', user('USER'), forbidden),
  rule('an unknown role of the caller is refused', '@auth(requires: USER)', user('KING'), forbidden),
  rule(
    'scopes do not apply to a caller without scopes',
    '@auth(requires: USER, scopes: ["read"])',
    user('USER'),
  ),
  rule(
    'a caller with scopes must have all of them',
    '@auth(scopes: ["read", "write"])',
    user('ADMIN', 'u1', { scopes: ['read'] }),
    forbidden,
  ),
  rule(
    'a rule without scopes refuses a caller with scopes',
    '@auth(requires: USER)',
    user('ADMIN', 'u1', { scopes: ['read'] }),
    forbidden,
  ),
  rule(
    'an empty list of scopes admits every caller with scopes',
    '@auth(scopes: [])',
    user('USER', 'u1', { scopes: [] }),
  ),
  rule(
    'an empty list of scopes admits no anonymous caller',
    '@auth(scopes: [])',
    anonymous,
    'UNAUTHENTICATED TOKEN_MISSING',
  ),
  rule(
    'repeated rules are combined by AND, and each must admit the scopes',
    '@auth(scopes: ["read"]) @auth(requires: USER)',
    user('ADMIN', 'u1', { scopes: ['read'] }),
    forbidden,
  ),
  rule(
    'one group of anyOf is enough',
    '@auth(anyOf: [{ requires: ADMIN }, { requires: USER, scopes: ["read"] }])',
    user('USER', 'u1', { scopes: ['read'] }),
  ),
  rule(
    'members beside anyOf are combined by AND',
    '@auth(requires: ADMIN, anyOf: [{ requires: USER }])',
    user('USER'),
    forbidden,
  ),
  rule('a fresh authentication passes', '@auth(freshWithin: 600)', user('USER')),
  rule(
    'a stale authentication requires a step-up',
    '@auth(requires: USER, freshWithin: 600)',
    user('USER', 'u1', { authenticatedAt: stale }),
    stepUp,
  ),
  rule(
    'a stale authentication does not hide a missing role',
    '@auth(requires: ADMIN, freshWithin: 600)',
    user('USER', 'u1', { authenticatedAt: stale }),
    forbidden,
  ),
  rule(
    'one group that lacks only freshness is enough for a step-up',
    '@auth(anyOf: [{ requires: ADMIN }, { freshWithin: 600 }])',
    user('USER', 'u1', { authenticatedAt: stale }),
    stepUp,
  ),
  rule(
    'a second rule that lacks more refuses without a step-up',
    '@auth(freshWithin: 600) @auth(requires: ADMIN)',
    user('USER', 'u1', { authenticatedAt: stale }),
    forbidden,
  ),
  rule(
    'an unknown authentication time is stale',
    '@auth(freshWithin: 600)',
    { kind: 'principal', id: 'u1', role: 'USER' },
    stepUp,
  ),
  rule('a sufficient assurance passes', '@auth(assurance: 2)', user('USER', 'u1', { assurance: 2 })),
  rule(
    'an insufficient assurance requires a step-up',
    '@auth(assurance: 2)',
    user('USER', 'u1', { assurance: 1 }),
    stepUp,
  ),
  rule('an unknown assurance requires a step-up', '@auth(assurance: 2)', user('USER'), stepUp),
  rule('a policy that returns true passes', '@auth(policy: "isFirstUserLater")', user('USER')),
  rule('a policy that returns false refuses', '@auth(policy: "isFirstUser")', user('ADMIN', 'u2'), forbidden),
  rule('a policy that throws refuses', '@auth(policy: "throws")', user('ADMIN'), forbidden),
  rule('a policy that rejects refuses', '@auth(policy: "rejects")', user('ADMIN'), forbidden),
  rule(
    'a policy that returns no boolean refuses',
    '@auth(policy: "answersNoBoolean")',
    user('ADMIN'),
    forbidden,
  ),
  {
    guarantee: 'owners of several rules must all be the caller',
    sdl: `type Query { thing: Thing @public }
      type Thing @auth(owner: "ownerId") { name: String @auth(owner: "authorId") }`,
    source: '{ thing { name } }',
    caller: user('USER'),
    data,
    answers: { thing: { name: null } },
    errors: ['thing.name | FORBIDDEN - Thing.name -'],
  },
];

const inputs = `type Query {
    find(p: P, plain: String = "by the schema" @auth(requires: ADMIN), color: Color): String @public
    open: String @public }
  input P { tags: [Tag!] text: String = "t" @auth(requires: SUPPORT) }
  input Tag { pinned: Boolean @auth(requires: ADMIN) name: String }
  enum Color { RED GREEN @auth(requires: ADMIN) }`;

function input(
  guarantee: string,
  source: string,
  variables: Record<string, unknown>,
  error?: string,
): SpecificationExample {
  return {
    guarantee,
    sdl: inputs,
    source,
    variables,
    caller: user('USER'),
    data: { Query: stored('Query', { find: 'found', open: 'yes' }) },
    answers: { find: error === undefined ? 'found' : null, open: 'yes' },
    errors: error === undefined ? [] : [`find | FORBIDDEN - ${error}`],
  };
}

/** The guarantees about provided inputs. */
export const inputExamples: readonly SpecificationExample[] = [
  input('a default of the schema is not provided', '{ find(p: { tags: [] }) open }', {}),
  input(
    'a literal is provided, and its path is reported',
    '{ find(p: { tags: [{ name: "a" }, { pinned: true }] }) open }',
    {},
    'Tag.pinned p.tags.1.pinned',
  ),
  input(
    'a variable is provided',
    'query ($p: P) { find(p: $p) open }',
    { p: { text: 'x' } },
    'P.text p.text',
  ),
  input(
    'a variable not sent is not provided',
    'query ($t: String) { find(p: { text: $t }, plain: $t) open }',
    {},
  ),
  input(
    "the client's own default is provided",
    'query ($t: String = "x") { find(plain: $t) open }',
    {},
    'Query.find(plain:) plain',
  ),
  input(
    'an explicit null is provided',
    'query ($t: String) { find(plain: $t) open }',
    { t: null },
    'Query.find(plain:) plain',
  ),
  input('the rule of an enum value is evaluated', '{ find(color: GREEN) open }', {}, 'Color.GREEN color'),
  input('another enum value is free', 'query ($c: Color) { find(color: $c) open }', { c: 'RED' }),
];
