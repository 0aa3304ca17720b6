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

/** The guarantees about members and groups, each by an example with its answer worked out by hand. */
export const ruleExamples: readonly SpecificationExample[] = [
  rule('a stronger role passes', '@auth(requires: SUPPORT)', user('ADMIN')),
  rule('a weaker role is refused', '@auth(requires: SUPPORT)', user('USER'), forbidden),
  rule('an unknown role of the caller is refused', '@auth(requires: USER)', user('KING'), forbidden),
  rule('a user is never asked about scopes', '@auth(requires: USER, scopes: ["read"])', user('USER')),
  rule(
    'narrowed scopes must hold them all',
    '@auth(scopes: ["read", "write"])',
    user('ADMIN', 'u1', { scopes: ['read'] }),
    forbidden,
  ),
  rule(
    'no scopes named is for people',
    '@auth(requires: USER)',
    user('ADMIN', 'u1', { scopes: ['read'] }),
    forbidden,
  ),
  rule(
    'an empty list admits any caller with scopes',
    '@auth(scopes: [])',
    user('USER', 'u1', { scopes: [] }),
  ),
  rule(
    'an empty list admits anonymous anonymous',
    '@auth(scopes: [])',
    anonymous,
    'UNAUTHENTICATED TOKEN_MISSING',
  ),
  rule(
    'repeated rules are AND, and each is asked about scopes',
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
    'members beside anyOf are AND',
    '@auth(requires: ADMIN, anyOf: [{ requires: USER }])',
    user('USER'),
    forbidden,
  ),
  rule('a fresh proof passes', '@auth(freshWithin: 600)', user('USER')),
  rule(
    'a stale proof needs a step up',
    '@auth(requires: USER, freshWithin: 600)',
    user('USER', 'u1', { authenticatedAt: stale }),
    stepUp,
  ),
  rule(
    'a stale proof does not hide a missing role',
    '@auth(requires: ADMIN, freshWithin: 600)',
    user('USER', 'u1', { authenticatedAt: stale }),
    forbidden,
  ),
  rule(
    'one group that lacks only freshness is enough for a step up',
    '@auth(anyOf: [{ requires: ADMIN }, { freshWithin: 600 }])',
    user('USER', 'u1', { authenticatedAt: stale }),
    stepUp,
  ),
  rule(
    'a second rule that lacks more forbids',
    '@auth(freshWithin: 600) @auth(requires: ADMIN)',
    user('USER', 'u1', { authenticatedAt: stale }),
    forbidden,
  ),
  rule(
    'an unknown time of proof is stale',
    '@auth(freshWithin: 600)',
    { kind: 'principal', id: 'u1', role: 'USER' },
    stepUp,
  ),
  rule('a second factor used passes', '@auth(assurance: 2)', user('USER', 'u1', { assurance: 2 })),
  rule(
    'a second factor missing needs a step up',
    '@auth(assurance: 2)',
    user('USER', 'u1', { assurance: 1 }),
    stepUp,
  ),
  rule('an unknown assurance needs a step up', '@auth(assurance: 2)', user('USER'), stepUp),
  rule('a policy that says yes passes', '@auth(policy: "isFirstUserLater")', user('USER')),
  rule('a policy that says no refuses', '@auth(policy: "isFirstUser")', user('ADMIN', 'u2'), forbidden),
  rule('a policy that throws refuses', '@auth(policy: "throws")', user('ADMIN'), forbidden),
  rule('a policy that rejects refuses', '@auth(policy: "rejects")', user('ADMIN'), forbidden),
  rule(
    'a policy that answers no boolean refuses',
    '@auth(policy: "answersNoBoolean")',
    user('ADMIN'),
    forbidden,
  ),
  {
    guarantee: 'owners of several rules must all be the caller',
    sdl: 'type Query { thing: Thing @public } type Thing @auth(owner: "ownerId") { name: String @auth(owner: "authorId") }',
    source: '{ thing { name } }',
    caller: user('USER'),
    data,
    answers: { thing: { name: null } },
    errors: ['thing.name | FORBIDDEN - Thing.name -'],
  },
];

const inputs = `type Query { find(p: P, plain: String = "by the schema" @auth(requires: ADMIN), color: Color): String @public open: String @public }
  input P { tags: [Tag!] text: String = "t" @auth(requires: SUPPORT) } input Tag { pinned: Boolean @auth(requires: ADMIN) name: String }
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

/** The guarantees about what a client provides. */
export const inputExamples: readonly SpecificationExample[] = [
  input('a default of the schema is not provided', '{ find(p: { tags: [] }) open }', {}),
  input(
    'a literal is provided, and its place is told',
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
  input('an enum value is asked for its own rule', '{ find(color: GREEN) open }', {}, 'Color.GREEN color'),
  input('another enum value is free', 'query ($c: Color) { find(color: $c) open }', { c: 'RED' }),
];
