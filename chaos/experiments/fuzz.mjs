/** Random bytes and mutated requests at every route and field. */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { buildSchema } from 'graphql';
import { createAdministrator, get } from '../lib/client.mjs';
import { startServer } from '../lib/servers.mjs';

const hungAfterMs = 15_000;
const routes = [
  ...['/graphql', '/token', '/revoke', '/introspect', '/userinfo', '/verify?requires=ADMIN'],
  ...['/.well-known/jwks.json', '/.well-known/oauth-authorization-server', '/health/live', '/health/ready'],
  ...['/setup', '/', '/explorer', '/no-such-route'],
];
const methods = ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'PROPFIND', 'BREW'];
const contentTypes = [
  ...['application/json', 'application/x-www-form-urlencoded', 'application/graphql', 'text/plain'],
  ...['multipart/form-data; boundary=x', 'application/json; charset=utf-16', ''],
];

export const experiment = {
  name: 'fuzz',
  databases: ['postgres', 'embedded'],
  run: async ({ options, isQuick }) => {
    const server = await startServer(options);
    const { accessToken } = await createAdministrator(server);
    const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'), {
      assumeValid: true,
    });
    const fields = fieldsOf(schema);
    const counts = { requests: 0, hung: 0, internal: 0, leaked: 0 };
    const until = performance.now() + (isQuick ? 6_000 : 180_000);
    const loops = Array.from({ length: 8 }, async () => {
      while (performance.now() < until) {
        const request = randomRequest(fields, accessToken);
        const answer = await exchange(server.url, request);
        counts.requests += 1;
        const fault = faultOf(answer);
        if (fault === null) continue;
        // The first one of each kind is printed, to become a test.
        if (counts[fault] === 0) console.log(`  ${fault}: ${JSON.stringify(request.toString('latin1'))}`);
        counts[fault] += 1;
      }
    });
    await Promise.all(loops);
    const alive = await get(`${server.url}/health/ready`);
    const errors = server
      .output()
      .split('\n')
      .filter((line) => line.includes('"level":"error"')).length;
    const { code } = await server.stop();
    return [
      { figure: 'requests', value: counts.requests, least: 200 },
      { figure: 'hung sockets', value: counts.hung, most: 0 },
      { figure: 'internal errors', value: counts.internal, most: 0 },
      { figure: 'stacks or paths in answers', value: counts.leaked, most: 0 },
      { figure: 'errors in the log', value: errors, most: 0 },
      { figure: 'ready afterwards', value: alive.status === 200 ? 1 : 0, least: 1 },
      { figure: 'exit code', value: code === 0 ? 0 : 1, most: 0 },
    ];
  },
};

function faultOf(answer) {
  if (answer === null) return 'hung';
  if (/^HTTP\/1\.[01] 500|INTERNAL_SERVER_ERROR/m.test(answer)) return 'internal';
  return /node_modules|\.js:\d+|at async/.test(answer) ? 'leaked' : null;
}

/** Sends bytes, ends the connection and reads what is answered; null when the server never closes it. */
function exchange(url, bytes) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    let answer = '';
    const finish = (value) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(value);
    };
    const timer = setTimeout(() => finish(null), hungAfterMs);
    socket.on('error', () => finish(answer));
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.on('close', () => finish(answer));
    socket.end(bytes);
  });
}

const pick = (values) => values[Math.floor(Math.random() * values.length)];
const chance = (probability) => Math.random() < probability;

function randomRequest(fields, token) {
  if (chance(0.1)) return randomBytes(1 + Math.floor(Math.random() * 2_000));
  const body = Buffer.from(
    chance(0.7) ? JSON.stringify(randomOperation(fields)) : 'grant_type=password&username=a&password=b',
  );
  const isGraphql = chance(0.6);
  const head = [
    `${isGraphql ? 'POST' : pick(methods)} ${isGraphql ? '/graphql' : pick(routes)} HTTP/1.1`,
    'Host: localhost',
    'Connection: close',
    `X-Forwarded-For: 10.${byte()}.${byte()}.${byte()}`,
    `Content-Type: ${isGraphql ? 'application/json' : pick(contentTypes)}`,
    `Content-Length: ${body.length}`,
    ...(chance(0.5) ? [`Authorization: Bearer ${token}`] : []),
  ];
  const request = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
  return chance(0.5) ? mutate(request) : request;
}

const byte = () => Math.floor(Math.random() * 256);
const randomBytes = (length) => Buffer.from(Array.from({ length }, byte));

/** Changes, removes or repeats some bytes. */
function mutate(request) {
  const copy = Buffer.from(request);
  for (let count = 1 + Math.floor(Math.random() * 4); count > 0; count -= 1)
    copy[Math.floor(Math.random() * copy.length)] = byte();
  const cut = Math.floor(Math.random() * copy.length);
  if (chance(0.2)) return copy.subarray(0, cut);
  return chance(0.2) ? Buffer.concat([copy.subarray(0, cut), copy.subarray(cut / 2)]) : copy;
}

function fieldsOf(schema) {
  return [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    Object.values(type.getFields()).map((field) => ({
      kind: type.name === 'Mutation' ? 'mutation' : 'query',
      name: field.name,
      args: field.args.map(({ name, type: argumentType }) => ({ name, type: String(argumentType) })),
    })),
  );
}

/** Every field with values of any kind in place of its arguments. */
function randomOperation(fields) {
  const { kind, name, args } = pick(fields);
  const definitions = args.map(({ name: variable, type }) => `$${variable}: ${type}`).join(', ');
  const given = args.map(({ name: variable }) => `${variable}: $${variable}`).join(', ');
  const query = `${kind} ${args.length > 0 ? `(${definitions})` : ''} { ${name}${args.length > 0 ? `(${given})` : ''} ${pick(['{ __typename }', '', '{ ok userErrors { code message } }', '{ nodes { id } }'])} }`;
  const variables = Object.fromEntries(args.map(({ name: variable }) => [variable, randomValue(0)]));
  return { query, variables };
}

function randomValue(depth) {
  const scalars = [
    ...[null, true, 0, -1, 1.5, 2 ** 53, '', 'a', '\u0000', '\ud800', 'x'.repeat(5_000)],
    ...['01890000-0000-7000-8000-000000000001', '9999-12-31T23:59:59Z', "'; DROP TABLE users; --"],
  ];
  if (depth > 2 || chance(0.5)) return pick(scalars);
  if (chance(0.3)) return Array.from({ length: Math.floor(Math.random() * 4) }, () => randomValue(depth + 1));
  const names = [
    'id',
    'username',
    'email',
    'password',
    'reason',
    'role',
    'token',
    'first',
    'after',
    'filter',
    'until',
  ];
  return Object.fromEntries(Array.from({ length: 3 }, () => [pick(names), randomValue(depth + 1)]));
}
