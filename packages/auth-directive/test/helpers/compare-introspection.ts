import type { Caller } from '../../src/index.js';
import { createSeededRandom } from '../reference-model/seeded-random.js';
import { generateRequest } from './generate-introspecting-request.js';
import { createIntrospectionFixture } from './introspection-fixture.js';
import {
  createVisibleServer,
  createWholeServer,
  type HttpRequest,
  type HttpResponse,
  send,
} from './introspection-servers.js';
import { anonymous, principal } from './schema-fixture.js';

/** The last one comes first in each comparison: what it may see is cached before the others ask. */
const CALLERS: Readonly<Record<string, Caller>> = {
  anonymous,
  user: principal('ada'),
  scoped: principal('ada', 'USER', { scopes: ['notes:read'] }),
  administrator: principal('root', 'ADMIN'),
};

/** How many responses of each kind were compared. */
export type Kinds = Record<'answered' | 'introspected' | 'invalid' | 'refused', number>;

/** A response that differs, and how many responses were compared. */
export interface Comparison {
  readonly differences: readonly object[];
  readonly kinds: Kinds;
}

/**
 * Sends generated requests as each caller to a server with the whole schema, and to one that was built from
 * the visible schema of this caller.
 */
export async function compareIntrospection(firstSeed: number, requests: number): Promise<Comparison> {
  const fixture = createIntrospectionFixture();
  const whole = createWholeServer(fixture);
  const callers = Object.entries(CALLERS).map(([name, caller]) => {
    return { name, caller, visible: createVisibleServer(fixture, caller) };
  });
  const servers = [whole, ...callers.map(({ visible }) => visible)];
  await Promise.all(servers.map((server) => server.start()));
  const kinds: Kinds = { answered: 0, introspected: 0, invalid: 0, refused: 0 };
  const differences: object[] = [];
  for (let seed = firstSeed; seed < firstSeed + requests; seed += 1) {
    const request = generateRequest(fixture.schema, createSeededRandom(seed));
    for (const { name, caller, visible } of callers.toReversed()) {
      const actual = await send(whole, request, caller);
      const expected = await send(visible, request, caller);
      kinds[kindOf(request, actual)] += 1;
      if (JSON.stringify(actual) !== JSON.stringify(expected)) {
        differences.push({ seed, name, request, actual, expected });
      }
    }
  }
  await Promise.all(servers.map((server) => server.stop()));
  return { differences, kinds };
}

function kindOf({ query }: HttpRequest, { status }: HttpResponse): keyof Kinds {
  if (status === 400) return 'invalid';
  if (status !== 200) return 'refused';
  return query.includes('__schema') || query.includes('__type(') ? 'introspected' : 'answered';
}
