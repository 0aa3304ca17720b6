import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { HttpServerDependencies } from './http-options.js';
import { type HttpRefusal, httpRefusals } from './http-refusals.js';
import { securityHeaders } from './response-headers.js';

/** The requests that a listener of the project's own has received for this server. */
export interface MountedRequests {
  /** Answers a request; with 503 before `open` and after `close`. */
  readonly handle: RequestListener;
  isOpen(): boolean;
  open(): void;
  /** Accepts no new request and waits for those in progress, for up to `limitMs`. */
  close(limitMs: number): Promise<void>;
}

/** Passes requests of another listener to the router of this server. */
export function createMountedRequests(
  listeners: readonly RequestListener[],
  { log }: Pick<HttpServerDependencies, 'log'>,
): MountedRequests {
  const inProgress = new Set<ServerResponse>();
  let isOpen = false;
  let onIdle: (() => void) | null = null;

  function handle(request: IncomingMessage, response: ServerResponse): void {
    if (!isOpen) {
      sendRefusal(response, httpRefusals.notRunning);
      return;
    }
    // The router would wait for a body that never comes.
    if (request.readableDidRead) {
      log.error({}, 'a request was handed over after its body was read: mount Cordon before body parsers');
      sendRefusal(response, httpRefusals.internal);
      return;
    }
    inProgress.add(response);
    response.once('close', () => {
      inProgress.delete(response);
      if (inProgress.size === 0) onIdle?.();
    });
    for (const listener of listeners) listener(request, response);
  }

  return {
    handle,
    isOpen: () => isOpen,
    open: () => {
      isOpen = true;
    },
    close: async (limitMs) => {
      isOpen = false;
      if (inProgress.size === 0) return;
      await new Promise<void>((resolve) => {
        const timeout = setTimeout(resolve, limitMs);
        onIdle = () => {
          clearTimeout(timeout);
          resolve();
        };
      });
    },
  };
}

function sendRefusal(response: ServerResponse, { status, error, message, headers = {} }: HttpRefusal): void {
  response.writeHead(status, {
    ...securityHeaders,
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(JSON.stringify({ error, error_description: message, detail: message }));
}
