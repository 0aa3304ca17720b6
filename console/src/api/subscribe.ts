import type { TypedDocument } from '@cordon/client';
import { client } from './client.js';
import { readFailure } from './failure.js';

/** Receives what a subscription delivers. */
export interface Subscriber<Result> {
  readonly onData: (data: Result) => void;
  /**
   * Called when the connection is established, the first time and again after each interruption: what
   * happened meanwhile was missed, unless this is the first time.
   */
  readonly onConnected?: (isFirst: boolean) => void;
  /** Called when the connection is lost; it is tried again. */
  readonly onLost?: () => void;
}

const firstDelay = 1_000;
const longestDelay = 30_000;

/**
 * Subscribes over a WebSocket (graphql-transport-ws), and again after an interruption with a fresh access
 * token. Stops when the caller may not subscribe. Returns the function that ends the subscription.
 */
export function subscribe<Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
  subscriber: Subscriber<Result>,
): () => void {
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delay = firstDelay;
  let acknowledgedAt = Number.POSITIVE_INFINITY;
  let isFirst = true;
  let isEnded = false;

  const end = (): void => {
    isEnded = true;
    clearTimeout(timer);
    socket?.close(1000);
  };
  const again = (): void => {
    if (isEnded) return;
    subscriber.onLost?.();
    // A server that accepts a connection and then refuses the subscription is not asked every second.
    if (Date.now() - acknowledgedAt > longestDelay) delay = firstDelay;
    acknowledgedAt = Number.POSITIVE_INFINITY;
    // Not all pages at once, after the server was started again.
    timer = setTimeout(() => void connect(), delay * (0.5 + Math.random() / 2));
    delay = Math.min(delay * 2, longestDelay);
  };

  async function connect(): Promise<void> {
    const token = await client.accessToken().catch(() => null);
    if (isEnded) return;
    // Without a token, the next request of the page finds out whether the session has ended.
    if (token === null) return again();
    const address = new URL('/graphql', location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    const current = new WebSocket(address, 'graphql-transport-ws');
    socket = current;
    current.onopen = () =>
      send(current, { type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    current.onclose = again;
    current.onmessage = ({ data }) => receive(current, readMessage(data));
  }

  function receive(current: WebSocket, { type, payload }: Message): void {
    if (isEnded) return;
    if (type === 'connection_ack') {
      send(current, { type: 'subscribe', id: '1', payload: { query: document, variables } });
      acknowledgedAt = Date.now();
      subscriber.onConnected?.(isFirst);
      isFirst = false;
    } else if (type === 'ping') send(current, { type: 'pong' });
    else if (type === 'error') {
      if (isRefused(payload)) end();
      else current.close(1000);
    } else if (type === 'complete') current.close(1000);
    else if (type === 'next') {
      const data = readData<Result>(payload);
      if (data === null) current.close(1000);
      else subscriber.onData(data);
    }
  }

  void connect();
  return end;
}

interface Message {
  readonly type: string;
  readonly payload: unknown;
}

function send(socket: WebSocket, message: object): void {
  socket.send(JSON.stringify(message));
}

function readMessage(text: unknown): Message {
  const message: unknown = JSON.parse(String(text));
  const isObject = typeof message === 'object' && message !== null;
  return {
    type: isObject ? String(Reflect.get(message, 'type')) : '',
    payload: isObject ? Reflect.get(message, 'payload') : null,
  };
}

function readData<Result>(payload: unknown): Result | null {
  const data: unknown = typeof payload === 'object' && payload !== null ? Reflect.get(payload, 'data') : null;
  // Parsed boundary: the build checks each document against the schema.
  return (data ?? null) as Result | null;
}

function isRefused(errors: unknown): boolean {
  const { kind } = readFailure(Array.isArray(errors) ? errors : []);
  return !['busy', 'signed-out'].includes(kind);
}
