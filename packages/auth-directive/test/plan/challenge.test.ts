import { type AnswerRow, testAnswers } from '../helpers/answer-table.js';
import { anonymous, NOW, principal } from '../helpers/schema-fixture.js';

const old = new Date(NOW - 3_600_000);
const UNKNOWN = 'Bearer error="invalid_token", error_description="The access token is not valid"';

const rows: readonly AnswerRow[] = [
  {
    guarantee: 'a stranger without a token is asked to authenticate, plainly',
    query: '{ mine }',
    caller: anonymous,
    status: 401,
    challenge: 'Bearer',
    before: true,
    errors: ['UNAUTHENTICATED Query.mine TOKEN_MISSING'],
    ran: [],
  },
  {
    guarantee: 'no caller at all is a stranger',
    query: '{ mine }',
    status: 401,
    challenge: 'Bearer',
    before: true,
    errors: ['UNAUTHENTICATED Query.mine TOKEN_MISSING'],
    ran: [],
  },
  {
    guarantee: 'a token that was refused is told why',
    query: '{ mine admin }',
    caller: { kind: 'anonymous', reason: 'TOKEN_EXPIRED' },
    status: 401,
    challenge: 'Bearer error="invalid_token", error_description="The access token expired"',
    before: true,
    errors: ['UNAUTHENTICATED Query.mine TOKEN_EXPIRED', 'UNAUTHENTICATED Query.admin TOKEN_EXPIRED'],
    ran: [],
  },
  {
    guarantee: 'a reason that the host made up reaches the body and no header',
    query: '{ mine }',
    caller: { kind: 'anonymous', reason: 'odd"\r\nx: y' },
    status: 401,
    challenge: UNKNOWN,
    before: true,
    errors: ['UNAUTHENTICATED Query.mine odd"\r\nx: y'],
    ran: [],
  },
  {
    guarantee: 'a bad token refuses no public field',
    query: '{ open mine }',
    caller: { kind: 'anonymous', reason: 'TOKEN_MALFORMED' },
    status: 200,
    before: false,
    errors: ['UNAUTHENTICATED Query.mine TOKEN_MALFORMED'],
    data: { open: 'open', mine: null },
    ran: ['open'],
  },
  {
    guarantee: 'a stale proof asks for a step-up',
    query: '{ fresh }',
    caller: principal('u', 'USER', { authenticatedAt: old }),
    status: 401,
    challenge:
      'Bearer error="insufficient_user_authentication", error_description="Step-up authentication is required", max_age="600"',
    before: true,
    errors: ['STEP_UP_REQUIRED Query.fresh'],
    ran: [],
  },
  {
    guarantee: 'a missing factor asks for it, and several step-ups for the strictest',
    query: '{ fresh strong }',
    caller: principal('u', 'USER', { authenticatedAt: old, assurance: 1 }),
    status: 401,
    challenge:
      'Bearer error="insufficient_user_authentication", error_description="Step-up authentication is required", acr_values="2", max_age="300"',
    before: true,
    errors: ['STEP_UP_REQUIRED Query.fresh', 'STEP_UP_REQUIRED Query.strong'],
    ran: [],
  },
  {
    guarantee: 'in a mixed refusal 403 comes before the step-up',
    query: '{ fresh admin }',
    caller: principal('u', 'USER', { authenticatedAt: old }),
    status: 403,
    before: true,
    errors: ['STEP_UP_REQUIRED Query.fresh', 'FORBIDDEN Query.admin'],
    ran: [],
  },
  {
    guarantee: 'scopes that alone fell short are named',
    query: '{ scoped }',
    caller: principal('u', 'USER', { scopes: ['a'] }),
    status: 403,
    challenge: 'Bearer error="insufficient_scope", scope="a b"',
    before: true,
    errors: ['FORBIDDEN Query.scoped'],
    ran: [],
  },
  {
    guarantee: 'a rule that names no scopes is for people',
    query: '{ mine }',
    caller: principal('u', 'ADMIN', { scopes: ['a', 'b'] }),
    status: 403,
    before: true,
    errors: ['FORBIDDEN Query.mine'],
    ran: [],
  },
  {
    guarantee: 'a principal is never asked about scopes',
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
