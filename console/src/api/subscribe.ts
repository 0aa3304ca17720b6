import type { TypedDocument } from '@cordon/client';
import { useEffect, useRef } from 'preact/hooks';
import { client } from './client.js';

/**
 * Follows a subscription while the component is on the page. It connects again after an interruption;
 * `onConnected` is called after each connection, to read what was missed meanwhile.
 */
export function useSubscription<Result, Variables extends Record<string, unknown>>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
  on: { readonly onNext: (result: Result) => void; readonly onConnected?: () => void },
  isEnabled = true,
): void {
  const latest = useRef(on);
  useEffect(() => {
    latest.current = on;
  });
  const key = JSON.stringify(variables);
  useEffect(() => {
    if (!isEnabled) return;
    let isStopped = false;
    let stop = (): void => undefined;
    void connect(document, JSON.parse(key) as Variables, latest).then((dispose) => {
      if (isStopped) dispose();
      else stop = dispose;
    });
    return () => {
      isStopped = true;
      stop();
    };
  }, [document, key, isEnabled]);
}

async function connect<Result>(
  query: TypedDocument<Result, never> | string,
  variables: Record<string, unknown>,
  latest: { readonly current: { onNext: (result: Result) => void; onConnected?: () => void } },
): Promise<() => void> {
  const { createClient } = await import('graphql-ws');
  const socket = createClient({
    url: `${location.origin.replace(/^http/, 'ws')}/graphql`,
    connectionParams: () => client.connectionParams(),
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    on: { connected: () => latest.current.onConnected?.() },
  });
  const unsubscribe = socket.subscribe<Result>(
    { query, variables },
    {
      next: ({ data }) => {
        if (data !== null && data !== undefined) latest.current.onNext(data);
      },
      // A refusal ends it; queries of the page show what is wrong.
      error: () => undefined,
      complete: () => undefined,
    },
  );
  return () => {
    unsubscribe();
    void socket.dispose();
  };
}
