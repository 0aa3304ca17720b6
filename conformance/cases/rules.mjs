/** What each member of a rule decides, and how rules are combined. */

const MINE_AND_AUDIT = `type Query { mine: String @auth(requires: USER) audit: String @auth(requires: ADMIN) }`;
const mineAndAudit = () => ({ Query: { mine: () => 'mine', audit: () => 'audit' } });

export const ruleCases = [
  {
    law: 'roles form a hierarchy; a query answers what is allowed',
    sdl: MINE_AND_AUDIT,
    resolvers: mineAndAudit,
    caller: 'user',
    query: '{ mine audit }',
    expected: { data: { mine: 'mine', audit: null }, errors: ['audit FORBIDDEN Query.audit'] },
  },
  {
    law: 'a stronger role passes',
    sdl: MINE_AND_AUDIT,
    resolvers: mineAndAudit,
    caller: 'admin',
    query: '{ mine audit }',
    expected: { data: { mine: 'mine', audit: 'audit' } },
  },
  {
    law: 'queries: "reject" answers nothing when anything is refused',
    sdl: MINE_AND_AUDIT,
    resolvers: mineAndAudit,
    options: { queries: 'reject' },
    caller: 'user',
    query: '{ mine audit }',
    expected: {
      data: { mine: null, audit: null },
      errors: ['mine FORBIDDEN Query.audit', 'audit FORBIDDEN Query.audit'],
    },
  },
  {
    law: 'an anonymous caller reaches public root fields only, and learns why',
    sdl: 'type Query { open: Int @public mine: Int @auth(requires: USER) }',
    resolvers: () => ({ Query: { open: () => 1, mine: () => 1 } }),
    caller: 'revoked',
    query: '{ open mine }',
    expected: { data: { open: 1, mine: null }, errors: ['mine UNAUTHENTICATED Query.mine'] },
  },
  {
    law: 'a caller who has expired is anonymous',
    sdl: MINE_AND_AUDIT,
    resolvers: mineAndAudit,
    caller: 'expired',
    query: '{ mine }',
    expected: { data: { mine: null }, errors: ['mine UNAUTHENTICATED Query.mine'] },
  },
  {
    law: 'a malformed caller is anonymous',
    sdl: MINE_AND_AUDIT,
    resolvers: mineAndAudit,
    caller: 'malformed',
    query: '{ mine }',
    expected: { data: { mine: null }, errors: ['mine UNAUTHENTICATED Query.mine'] },
  },
  {
    law: 'a caller with scopes passes only rules that list them',
    sdl: `type Query {
      profile: Int @auth(requires: USER, scopes: ["profile"])
      email: Int @auth(requires: USER, scopes: ["email"])
      all: Int @auth(requires: USER)
    }`,
    resolvers: () => ({ Query: { profile: () => 1, email: () => 1, all: () => 1 } }),
    caller: 'app',
    query: '{ profile email all }',
    expected: {
      data: { profile: 1, email: null, all: null },
      errors: ['email FORBIDDEN Query.email', 'all FORBIDDEN Query.all'],
    },
  },
  {
    law: 'a step-up is asked for where it would help',
    sdl: `type Query {
      fresh: Int @auth(requires: USER, freshWithin: 300)
      factor: Int @auth(requires: USER, assurance: 2)
      root: Int @auth(requires: ADMIN, freshWithin: 300)
      ok: Int @public
    }`,
    resolvers: () => ({ Query: { fresh: () => 1, factor: () => 1, root: () => 1, ok: () => 1 } }),
    caller: 'stale',
    query: '{ ok fresh factor root }',
    expected: {
      data: { ok: 1, fresh: null, factor: null, root: null },
      errors: [
        'fresh STEP_UP_REQUIRED Query.fresh',
        'factor STEP_UP_REQUIRED Query.factor',
        'root FORBIDDEN Query.root',
      ],
    },
  },
  {
    law: 'members and repeated directives are AND, anyOf is OR',
    sdl: `type Doc {
      or: Int @auth(anyOf: [{ requires: ADMIN }, { owner: "by" }])
      and: Int @auth(owner: "by", requires: ADMIN)
      twice: Int @auth(owner: "by") @auth(requires: ADMIN)
    }
    type Query { doc: Doc @public }`,
    resolvers: () => ({ Query: { doc: () => ({ by: 'ada', or: 1, and: 1, twice: 1 }) } }),
    caller: 'user',
    query: '{ doc { or and twice } }',
    expected: {
      data: { doc: { or: 1, and: null, twice: null } },
      errors: ['doc.and FORBIDDEN Doc.and', 'doc.twice FORBIDDEN Doc.twice'],
    },
  },
  {
    law: 'a type and the schema choose null for nullable fields',
    sdl: `extend schema @auth(onDeny: NULL)
      type Note @auth(onDeny: ERROR) { loud: Int @auth(requires: ADMIN) }
      type Secret @auth(requires: ADMIN, onDeny: NULL) { n: Int }
      type Query { quiet: Int @auth(requires: ADMIN) note: Note @public secrets: [Secret] @public }`,
    resolvers: () => ({ Query: { quiet: () => 1, note: () => ({ loud: 1 }), secrets: () => [{ n: 1 }] } }),
    caller: 'user',
    query: '{ quiet note { loud } secrets { n } }',
    expected: {
      data: { quiet: null, note: { loud: null }, secrets: null },
      errors: ['note.loud FORBIDDEN Note.loud'],
    },
  },
  {
    law: 'a named rule is enforced where it is used',
    sdl: `extend schema @authRule(name: "mine", anyOf: [{ owner: "by" }, { rule: "boss" }])
      extend schema @authRule(name: "boss", requires: ADMIN)
      type Note { by: String text: Int @auth(rule: "mine") }
      type Query { notes: [Note] @auth(requires: USER) all: Int @auth(rule: "boss") }`,
    resolvers: () => ({
      Query: {
        notes: () => [
          { by: 'ada', text: 1 },
          { by: 'bo', text: 2 },
        ],
        all: () => 3,
      },
    }),
    caller: 'user',
    query: '{ notes { text } all }',
    expected: {
      data: { notes: [{ text: 1 }, { text: null }], all: null },
      errors: ['all FORBIDDEN Query.all', 'notes.1.text FORBIDDEN Note.text'],
    },
  },
  {
    law: 'onDeny: NULL is null without an error',
    sdl: 'type User { name: Int phone: Int @auth(owner: "id", onDeny: NULL) } type Query { user: User @public }',
    resolvers: () => ({ Query: { user: () => ({ id: 'bo', name: 1, phone: 2 }) } }),
    caller: 'user',
    query: '{ user { name phone } }',
    expected: { data: { user: { name: 1, phone: null } } },
  },
  {
    law: 'a refused non-null field makes its object null',
    sdl: 'type Doc { n: Int! @auth(owner: "by") } type Query { doc: Doc @public ok: Int @public }',
    resolvers: () => ({ Query: { doc: () => ({ by: 'bo', n: 1 }), ok: () => 1 } }),
    caller: 'user',
    query: '{ doc { n } ok }',
    expected: { data: { doc: null, ok: 1 }, errors: ['doc.n FORBIDDEN Doc.n'] },
  },
  {
    law: 'aliases, fragments and directives of the operation walk around nothing',
    sdl: MINE_AND_AUDIT,
    resolvers: mineAndAudit,
    caller: 'user',
    variables: { no: false },
    query: `query ($no: Boolean!) { mine ...f one: audit @include(if: $no) ... @skip(if: $no) { two: audit } }
      fragment f on Query { ...g } fragment g on Query { three: audit }`,
    expected: {
      data: { mine: 'mine', three: null, two: null },
      errors: ['three FORBIDDEN Query.audit', 'two FORBIDDEN Query.audit'],
    },
  },
  {
    law: 'a policy gets the coerced arguments; only true passes',
    sdl: `type Query {
      self(id: ID = "ada"): Int @auth(policy: "isSelf")
      later(id: ID): Int @auth(policy: "isSelfLater")
      wrong: Int @auth(policy: "answersText")
      throws: Int @auth(policy: "throws")
    }`,
    resolvers: () => ({ Query: { self: () => 1, later: () => 1, wrong: () => 1, throws: () => 1 } }),
    caller: 'user',
    variables: { id: 'ada' },
    query: 'query ($id: ID) { self bo: self(id: "bo") later(id: $id) no: later(id: "bo") wrong throws }',
    expected: {
      data: { self: 1, bo: null, later: 1, no: null, wrong: null, throws: null },
      errors: [
        'bo FORBIDDEN Query.self',
        'no FORBIDDEN Query.later',
        'wrong FORBIDDEN Query.wrong',
        'throws FORBIDDEN Query.throws',
      ],
    },
  },
  {
    law: 'other names of the directives are enforced',
    sdl: 'type Query { mine: Int @authorize(requires: USER) audit: Int @authorize(requires: ADMIN) }',
    resolvers: mineAndAudit,
    options: { names: { auth: 'authorize', public: 'open' } },
    caller: 'user',
    query: '{ audit }',
    expected: { data: { audit: null }, errors: ['audit FORBIDDEN Query.audit'] },
  },
];
