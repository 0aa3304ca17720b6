import { expect } from '@jest/globals';
import { eventually } from '../../helpers/eventually.js';
import type { TestGraphqlServer } from './graphql-server-fixture.js';

/** A message of graphql-transport-ws. */
export interface Message {
  readonly type: string;
  readonly id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a parsed message, read member by member.
  readonly payload?: any;
}

export type Connection = ReturnType<typeof openConnection>;

/** Opens a connection without a network; `disconnects` receives the function that closes it. */
export function openConnection(edge: TestGraphqlServer, disconnects: (() => Promise<void>)[]) {
  const messages: Message[] = [];
  let closed: readonly [number, string] | null = null;
  let receive = async (_text: string): Promise<void> => {};
  const disconnect = edge.subscriptions(
    {
      protocol: 'graphql-transport-ws',
      send: async (text) => {
        if (closed === null) messages.push(JSON.parse(text));
      },
      close: (code, reason) => {
        closed = [code, reason];
      },
      onMessage: (handler) => {
        receive = handler;
      },
    },
    { ipAddress: '127.0.0.1', userAgent: null, requestId: 'request-0001' },
  );
  disconnects.push(() => disconnect(1000, ''));
  const sendText = (text: string): void => void receive(text);
  const send = (message: Message): void => sendText(JSON.stringify(message));
  return {
    messages,
    send,
    sendText,
    disconnect: () => disconnect(1000, ''),
    closed: () => closed,
    subscribe: (query: string, variables?: unknown, id = '1') =>
      send({ type: 'subscribe', id, payload: { query, ...(variables === undefined ? {} : { variables }) } }),
    /** Returns the messages after the acknowledgement, once there are that many. */
    received: async (count: number): Promise<readonly Message[]> => {
      await eventually(() => expect(messages.length).toBeGreaterThan(count));
      return messages.slice(1);
    },
  };
}

/** Waits for one iteration of the event loop. */
export const pause = () => new Promise((resolve) => setImmediate(resolve));
