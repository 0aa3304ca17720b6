import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Loading } from '../../api/use-query.js';

/** Whether a list has changed since it was loaded, for `LiveNote`. */
export interface ChangeNote {
  readonly isShown: boolean;
  /** Shows the note until a list that was asked for later is there. */
  readonly announce: () => void;
  /** Given to `useSubscription`: changes may have been missed while the connection was lost. */
  readonly onConnected: (isFirst: boolean) => void;
}

/** A list that can be loaded again, whatever is in it. */
export type LoadingList = Pick<Loading<unknown>, 'isLoading' | 'failure' | 'reload'>;

export function useChangeNote(loading: LoadingList): ChangeNote {
  const { isLoading, failure, reload } = loading;
  const announced = useSignal(0);
  const shown = useSignal(0);
  const asked = useRef(0);
  // What is announced while the list is on its way may be missing in it.
  useLayoutEffect(() => {
    if (isLoading) asked.current = announced.peek();
    else if (failure === null) shown.value = asked.current;
  }, [isLoading, failure, announced, shown]);
  const announce = (): void => {
    announced.value += 1;
  };
  return {
    isShown: announced.value > shown.value,
    announce,
    onConnected: (isFirst) => {
      if (isFirst) return;
      // The server can be reached again.
      if (failure === null) announce();
      else reload();
    },
  };
}
