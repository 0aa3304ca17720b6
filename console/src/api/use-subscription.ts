import type { TypedDocument } from '@cordon/client';
import { useEffect, useRef } from 'preact/hooks';
import { type Subscriber, subscribe } from './subscribe.js';

/** Subscribes while the component is shown, and again when the variables change; null does not subscribe. */
export function useSubscription<Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables | null,
  subscriber: Subscriber<Result>,
): void {
  const latest = useRef(subscriber);
  useEffect(() => {
    latest.current = subscriber;
  });
  const key = JSON.stringify(variables);
  useEffect(() => {
    if (variables === null) return undefined;
    return subscribe(document, variables, {
      onData: (data) => latest.current.onData(data),
      onConnected: (isFirst) => latest.current.onConnected?.(isFirst),
      onLost: () => latest.current.onLost?.(),
    });
  }, [document, key]);
}
