import { describe, expect, test } from '@jest/globals';
import type { Refusal } from '../../src/core/refusal.js';
import { challengeOf } from '../../src/plan/challenge.js';
import { type AnswerRow, testAnswers } from '../helpers/answer-table.js';
import { anonymous, NOW, principal } from '../helpers/schema-fixture.js';

const stale = new Date(NOW - 3_600_000);
const INVALID_TOKEN = 'Bearer error="invalid_token", error_description="The access token is not valid"';

const rows: readonly AnswerRow[] = [
  {
    guarantee: 'an anonymous caller gets the plain Bearer challenge',
    query: '{ mine }',
    caller: anonymous,
    status: 401,
    challenge: 'Bearer',
    before: true,
    errors: ['UNAUTHENTICATED Query.mine TOKEN_MISSING'],
    ran: [],
  },
  {
    guarantee: 'a request without a caller is anonymous',
    query: '{ mine }',
    status: 401,
    challenge: 'Bearer',
    before: true,
    errors: ['UNAUTHENTICATED Query.mine TOKEN_MISSING'],
    ran: [],
  },
  {
    guarantee: 'a rejected token gets the reason',
    query: '{ mine admin }',
    caller: { kind: 'anonymous', reason: 'TOKEN_EXPIRED' },
    status: 401,
    challenge: 'Bearer error="invalid_token", error_description="The access token expired"',
    before: true,
    errors: ['UNAUTHENTICATED Query.mine TOKEN_EXPIRED', 'UNAUTHENTICATED Query.admin TOKEN_EXPIRED'],
    ran: [],
  },
  {
    guarantee: 'an unknown reason of the host is in the body, but in no header',
    query: '{ mine }',
    caller: { kind: 'anonymous', reason: 'odd"\r\nx: y' },
    status: 401,
    challenge: INVALID_TOKEN,
    before: true,
    errors: ['UNAUTHENTICATED Query.mine odd"\r\nx: y'],
    ran: [],
  },
  {
    guarantee: 'an invalid token does not refuse a public field',
    query: '{ open mine }',
    caller: { kind: 'anonymous', reason: 'TOKEN_MALFORMED' },
    status: 200,
    before: false,
    errors: ['UNAUTHENTICATED Query.mine TOKEN_MALFORMED'],
    data: { open: 'open', mine: null },
    ran: ['open'],
  },
  {
    guarantee: 'a stale authentication requires a step-up',
    query: '{ fresh }',
    caller: principal('u', 'USER', { authenticatedAt: stale }),
    status: 401,
    challenge:
      'Bearer error="insufficient_user_authentication", error_description="Step-up authentication is required", max_age="600"',
    before: true,
    errors: ['STEP_UP_REQUIRED Query.fresh'],
    ran: [],
  },
  {
    guarantee: 'several step-ups are combined to the strictest',
    query: '{ fresh strong }',
    caller: principal('u', 'USER', { authenticatedAt: stale, assurance: 1 }),
    status: 401,
    challenge:
      'Bearer error="insufficient_user_authentication", error_description="Step-up authentication is required", acr_values="2", max_age="300"',
    before: true,
    errors: ['STEP_UP_REQUIRED Query.fresh', 'STEP_UP_REQUIRED Query.strong'],
    ran: [],
  },
  {
    guarantee: '403 takes precedence over a step-up',
    query: '{ fresh admin }',
    caller: principal('u', 'USER', { authenticatedAt: stale }),
    status: 403,
    before: true,
    errors: ['STEP_UP_REQUIRED Query.fresh', 'FORBIDDEN Query.admin'],
    ran: [],
  },
  {
    guarantee: 'missing scopes are named where nothing else is lacking',
    query: '{ scoped }',
    caller: principal('u', 'USER', { scopes: ['a'] }),
    status: 403,
    challenge: 'Bearer error="insufficient_scope", scope="a b"',
    before: true,
    errors: ['FORBIDDEN Query.scoped'],
    ran: [],
  },
  {
    guarantee: 'a rule without scopes refuses a caller with scopes',
    query: '{ mine }',
    caller: principal('u', 'ADMIN', { scopes: ['a', 'b'] }),
    status: 403,
    before: true,
    errors: ['FORBIDDEN Query.mine'],
    ran: [],
  },
  {
    guarantee: 'scopes do not apply to a caller without scopes',
    query: '{ scoped }',
    caller: principal('u'),
    status: 200,
    before: false,
    errors: [],
    data: { scoped: 'scoped' },
    ran: ['scoped'],
  },
];

testAnswers(rows);

describe('challengeOf', () => {
  const stepUp = (more: Partial<Refusal>): Refusal => ({
    code: 'STEP_UP_REQUIRED',
    coordinate: 'Query.a',
    ...more,
  });
  const prefix =
    'Bearer error="insufficient_user_authentication", error_description="Step-up authentication is required"';

  test.each([
    ['the highest assurance', [{ assurance: 1 }, { assurance: 2 }], ', acr_values="2"'],
    ['the shortest age', [{ freshWithin: 60 }, { freshWithin: 300 }], ', max_age="60"'],
    ['both', [{ freshWithin: 60 }, { assurance: 2 }], ', acr_values="2", max_age="60"'],
  ])('asks for %s that all refusals need', (_, refusals, suffix) => {
    expect(challengeOf(refusals.map(stepUp))).toEqual({ status: 401, challenge: `${prefix}${suffix}` });
  });

  test('has no parameters where the reason is not known', () => {
    expect(challengeOf([{ code: 'UNAUTHENTICATED', coordinate: 'Query.a' }])).toEqual({
      status: 401,
      challenge: 'Bearer',
    });
  });
});
