import { expect } from '@jest/globals';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { InProcessServer } from '../helpers/create-test-server.js';
import { eventually } from '../helpers/eventually.js';
import { sendGraphql, valueAt } from '../helpers/http-client.js';
import type { SignedInUser } from '../helpers/sign-in.js';

const watch = 'subscription ($id: ID) { userChanged(id: $id) { id username fullName role status } }';
const clients: Client[] = [];

/** Disposes the clients of all subscriptions. */
export async function closeSubscriptions(): Promise<void> {
  for (const client of clients.splice(0)) await client.dispose();
}

export interface Subscription {
  /** Payloads in order; an `error` message as { errors }; finally 'complete' or { closed: code }. */
  readonly received: unknown[];
  /** Waits until this many messages were received. */
  until(count: number): Promise<readonly unknown[]>;
  /** Waits until a change to this full name was received, then forgets it and everything before it. */
  forgetUntil(fullName: string): Promise<void>;
}

/** Subscribes to userChanged with the client of graphql-ws. */
export function subscribe(
  server: InProcessServer,
  token: string | null | (() => string),
  id: string | null = null,
): Subscription {
  return subscribeTo(server, token, watch, { id });
}

/** Subscribes with the client of graphql-ws. */
export function subscribeTo(
  server: InProcessServer,
  token: string | null | (() => string),
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Subscription {
  const client = createClient({
    url: `${server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: () =>
      token === null ? {} : { authorization: `Bearer ${typeof token === 'string' ? token : token()}` },
    // A client with a fixed token does not connect again.
    retryAttempts: typeof token === 'function' ? 5 : 0,
    // Without this, seconds pass before each attempt.
    retryWait: () => pause(20),
  });
  clients.push(client);
  const received: unknown[] = [];
  let forgotten: unknown = null;
  client.subscribe(
    { query, variables: { ...variables } },
    {
      // A user is sent in the state at that time: after an earlier change, too, with the name of a later one.
      next: (payload) => {
        if (forgotten === null || fullNameOf(payload) !== forgotten) received.push(payload);
      },
      error: (error) =>
        void received.push(Array.isArray(error) ? { errors: error } : { closed: codeOf(error) }),
      complete: () => void received.push('complete'),
    },
  );
  return {
    received,
    until: async (count) => {
      await waitFor(() => received.length >= count);
      return received;
    },
    forgetUntil: async (fullName) => {
      await waitFor(() => received.some((payload) => fullNameOf(payload) === fullName));
      forgotten = fullName;
      received.length = 0;
    },
  };
}

const fullNameOf = (payload: unknown): unknown => valueAt(payload, 'data', 'userChanged', 'fullName');

/** Returns the code of a close event, whose members are accessors. */
function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : error;
}

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const waitFor = (isMet: () => boolean): Promise<void> => eventually(() => expect(isMet()).toBe(true));

let renameCount = 0;

/**
 * Renames the user until every subscription receives a change: a client is not notified when it becomes
 * active. Throws when it is refused.
 */
export async function waitUntilActive(
  server: InProcessServer,
  admin: SignedInUser,
  id: string,
  ...watching: readonly Subscription[]
): Promise<void> {
  await eventually(async () => {
    await rename(server, admin, id);
    for (const { received } of watching) expect(received).not.toEqual([]);
  });
  for (const { received } of watching) expect(received[0]).toHaveProperty('data');
  const last = await rename(server, admin, id);
  for (const { forgetUntil } of watching) await forgetUntil(last);
}

/** Changes the full name of a user and returns it. */
export async function rename(server: InProcessServer, admin: SignedInUser, id: string): Promise<string> {
  renameCount += 1;
  const fullName = `User ${renameCount}`;
  await sendGraphql(server.url, 'mutation ($input: UpdateUserInput!) { updateUser(input: $input) { ok } }', {
    token: admin.accessToken,
    variables: { input: { id, fullName } },
  });
  return fullName;
}
