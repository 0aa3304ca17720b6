/** The measured requests: every order and direction with every filter, and what else reads tables. */

const orders = ['CREATED_AT', 'USERNAME', 'EMAIL', 'LAST_LOGIN_AT'];
const directions = ['ASC', 'DESC'];

const filters = {
  all: '',
  ACTIVE: 'statuses: [ACTIVE]',
  DISABLED: 'statuses: [DISABLED]',
  INVITED: 'statuses: [INVITED]',
  DELETED: 'statuses: [DELETED]',
  'DISABLED or INVITED': 'statuses: [DISABLED, INVITED]',
  'role SUPPORT': 'roles: [SUPPORT]',
  'role ADMIN or SUPPORT': 'roles: [ADMIN, SUPPORT]',
  'SUPPORT and ACTIVE': 'roles: [SUPPORT], statuses: [ACTIVE]',
  unverified: 'emailVerified: false',
  'never logged in': 'neverLoggedIn: true',
  'search, few hits': 'search: "rare0x"',
  'search, many hits': 'search: "user0"',
  'search, full name': 'search: "name 12"',
  'search, no hit': 'search: "nobody has this name"',
};

const listOf = (filter, order, direction, more = '') =>
  `{ users(first: 20, filter: { ${filter} }, orderBy: { field: ${order}, direction: ${direction} } ${more}) {
    nodes { id username email status } pageInfo { endCursor hasNextPage } } }`;

const lists = Object.entries(filters).flatMap(([name, filter]) =>
  orders.flatMap((order) =>
    directions.map((direction) => ({
      name: `${name}, ${order} ${direction}`,
      query: listOf(filter, order, direction),
    })),
  ),
);

const counts = Object.entries(filters).map(([name, filter]) => ({
  name: `count: ${name}`,
  query: `{ users(first: 1, filter: { ${filter} }) { totalCount totalCountIsEstimate } }`,
}));

/** A search with 11 hits in each database whose size is a power of ten. */
const elevenHits = (size) => `search: "name ${'123456789'.slice(0, Math.floor(Math.log10(size)) - 1)}"`;

/** "name 12" has a thousand times as many hits among a thousand times as many users; these do not. */
const likeWithLike = [
  ...orders.flatMap((order) =>
    directions.map((direction) => ({
      name: `search, 11 hits, ${order} ${direction}`,
      query: (size) => listOf(elevenHits(size), order, direction),
    })),
  ),
  {
    name: 'count: search, 11 hits',
    query: (size) =>
      `{ users(first: 1, filter: { ${elevenHits(size)} }) { totalCount totalCountIsEstimate } }`,
  },
];

const sessionFilters = {
  all: '',
  active: 'active: true',
  ended: 'active: false',
  'one address': 'ipAddress: "10.0.7.8"',
  'frequent device': 'device: "phone"',
  'rare device': 'device: "version 7 safari"',
  'no such device': 'device: "nobody has this"',
  'rare device, active': 'device: "version 7 safari", active: true',
  'one address, active': 'ipAddress: "10.0.7.8", active: true',
};

const sessions = Object.entries(sessionFilters).flatMap(([name, filter]) => [
  ...['CREATED_AT', 'LAST_USED_AT'].flatMap((field) =>
    directions.map((direction) => ({
      name: `sessions: ${name}, ${field} ${direction}`,
      query: `{ sessions(first: 20, filter: { ${filter} }, orderBy: { field: ${field}, direction: ${direction} }) {
        nodes { id createdAt deviceName } pageInfo { endCursor hasNextPage } } }`,
    })),
  ),
  {
    name: `sessions, count: ${name}`,
    query: `{ sessions(first: 1, filter: { ${filter} }) { totalCount totalCountIsEstimate } }`,
  },
]);

const auditFilters = {
  all: '',
  'one action': 'actions: ["session.started"]',
  'one rare action': 'actions: ["user.deleted"]',
  'two rare actions': 'actions: ["user.deleted", "key.revoked"]',
  'rare and frequent action': 'actions: ["user.deleted", "session.started"]',
  failures: 'outcome: FAILURE',
  'one address': 'ipAddress: "10.0.7.8"',
};

const audit = Object.entries(auditFilters).map(([name, filter]) => ({
  name: `audit: ${name}`,
  query: `{ auditEvents(first: 20, filter: { ${filter} }) { nodes { action occurredAt } } }`,
}));

const lookUps = [
  { name: 'look-up by username', query: '{ user(username: "user00000007") { id } }' },
  { name: 'look-up by email', query: '{ user(email: "user00000007@example.com") { id } }' },
  { name: 'me', query: '{ me { id username lastLoginAt } }' },
];

/** `query` may depend on the number of users. */
export const cases = [...lists, ...counts, ...likeWithLike, ...sessions, ...audit, ...lookUps];
