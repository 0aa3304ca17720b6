import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Failure, failureOf } from '../../api/failure.js';
import type { AuditRowFragment } from './audit.documents.js';

/** A page of events. */
export interface EventPage {
  readonly nodes: readonly AuditRowFragment[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** The events that were read so far, newest first. */
export interface Events {
  readonly rows: readonly AuditRowFragment[] | null;
  readonly failure: Failure | null;
  readonly isLoading: boolean;
  readonly hasMore: boolean;
  /** Reads older ones. */
  readonly readMore: () => void;
  /** Reads the newest ones again. */
  readonly reload: () => void;
  /** Puts a new event before the others. */
  readonly prepend: (event: AuditRowFragment) => void;
}

interface State {
  readonly rows: readonly AuditRowFragment[] | null;
  readonly next: string | null;
  readonly failure: Failure | null;
  readonly isLoading: boolean;
}

const start: State = { rows: null, next: null, failure: null, isLoading: true };

/** So that a page that follows the log for days stays small. */
const maxFollowed = 500;

/** Reads a list of events page by page; `key` says which list it is. */
export function useEvents(
  key: string,
  read: (after: string | null, signal: AbortSignal) => Promise<EventPage>,
): Events {
  const state = useSignal<State>(start);
  const running = useRef<AbortController | null>(null);
  const load = (after: string | null): void => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    state.value = { ...state.peek(), isLoading: true };
    read(after, controller.signal).then(
      ({ nodes, pageInfo }) => {
        if (controller.signal.aborted) return;
        const before = after === null ? [] : (state.peek().rows ?? []);
        const next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
        state.value = { rows: [...before, ...nodes], next, failure: null, isLoading: false };
      },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        state.value = { ...state.peek(), failure: failureOf(error), isLoading: false };
      },
    );
  };
  useEffect(() => {
    load(null);
    return () => running.current?.abort();
  }, [key]);
  const { rows, next, failure, isLoading } = state.value;
  return {
    rows,
    failure,
    isLoading,
    hasMore: next !== null,
    readMore: () => load(next),
    reload: () => load(null),
    prepend: (event) => {
      const known = state.peek().rows ?? [];
      if (known.some(({ id }) => id === event.id)) return;
      state.value = {
        ...state.peek(),
        rows: [event, ...known].slice(0, Math.max(maxFollowed, known.length)),
      };
    },
  };
}
