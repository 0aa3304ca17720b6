import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Loading } from '../../api/use-query.js';

/** Whether a list has changed since it was loaded, for `LiveNote`. */
export interface ChangeNote {
  readonly isShown: boolean;
  /** Shows the note until the list is loaded again. */
  readonly announce: () => void;
  /** Given to `useSubscription`: changes may have been missed while the connection was lost. */
  readonly onConnected: (isFirst: boolean) => void;
}

/** A list that can be loaded again, whatever is in it. */
export type LoadingList = Pick<Loading<unknown>, 'isLoading' | 'failure' | 'reload'>;

export function useChangeNote(loading: LoadingList): ChangeNote {
  const isShown = useSignal(false);
  const announce = (): void => {
    isShown.value = true;
  };
  useEffect(() => {
    if (loading.isLoading) isShown.value = false;
  }, [loading.isLoading, isShown]);
  return {
    isShown: isShown.value,
    announce,
    onConnected: (isFirst) => {
      if (isFirst) return;
      // The server can be reached again.
      if (loading.failure === null) announce();
      else loading.reload();
    },
  };
}
