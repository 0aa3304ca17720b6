import { expect } from '@jest/globals';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { InProcessServer } from '../helpers/create-test-server.js';
import { eventually } from '../helpers/eventually.js';
import { sendGraphql } from '../helpers/http-client.js';
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
  client.subscribe(
    { query, variables: { ...variables } },
    {
      next: (payload) => void received.push(payload),
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
  };
}

/** Returns the code of a close event, whose members are accessors. */
function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : error;
}

export const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

export const waitFor = (isMet: () => boolean): Promise<void> => eventually(() => expect(isMet()).toBe(true));

let renameCount = 0;

/** Renames the user until the subscription receives a change. Throws when it is refused. */
export function waitUntilActive(
  server: InProcessServer,
  admin: SignedInUser,
  watching: Subscription,
  id: string,
): Promise<void> {
  return causeUntilActive(watching, () => rename(server, admin, id));
}

/** Causes a change until the subscription receives it: a client is not notified when it becomes active. */
export async function causeUntilActive(watching: Subscription, cause: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; watching.received.length === 0; attempt += 1) {
    if (attempt > 300) throw new Error('the subscription never began');
    await cause();
    await pause(50);
  }
  expect(watching.received[0]).toHaveProperty('data');
  // Changes that were caused before may still arrive.
  for (let count = 0; count < watching.received.length; ) {
    count = watching.received.length;
    await pause(200);
  }
  watching.received.length = 0;
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
