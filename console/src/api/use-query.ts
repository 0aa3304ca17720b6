import type { TypedDocument } from '@cordon/client';
import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Failure, failureOf } from './failure.js';
import { query } from './send.js';

/** The state of a query. `data` stays while it is read again, so that nothing on the page jumps. */
export interface Loading<Result> {
  readonly data: Result | null;
  readonly failure: Failure | null;
  readonly isLoading: boolean;
  /** Reads it again. */
  readonly reload: () => void;
  /** Replaces the data on the page, after a mutation has returned what changed. */
  readonly replace: (change: (data: Result) => Result) => void;
}

interface State<Result> {
  readonly data: Result | null;
  readonly failure: Failure | null;
  readonly isLoading: boolean;
}

/** Sends a query, and again when its variables change. A response that is out of date is ignored. */
export function useQuery<Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
): Loading<Result> {
  const state: Signal<State<Result>> = useSignal<State<Result>>({
    data: null,
    failure: null,
    isLoading: true,
  });
  const running = useRef<AbortController | null>(null);
  const key = JSON.stringify(variables);

  const load = (): void => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    state.value = { ...state.peek(), isLoading: true };
    query(document, variables, { signal: controller.signal }).then(
      (data) => {
        if (!controller.signal.aborted) state.value = { data, failure: null, isLoading: false };
      },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        state.value = { data: state.peek().data, failure: failureOf(error), isLoading: false };
      },
    );
  };
  useEffect(() => {
    load();
    return () => running.current?.abort();
  }, [document, key]);

  return {
    ...state.value,
    reload: load,
    replace: (change) => {
      const { data } = state.peek();
      if (data !== null) state.value = { ...state.peek(), data: change(data) };
    },
  };
}
