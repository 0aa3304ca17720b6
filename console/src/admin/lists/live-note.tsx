import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Button } from '../../framework/button.js';
import { ta } from '../../texts/admin/index.js';
import type { LoadingList } from './use-change-note.js';

/** Says that a list has changed. The rows stay where they are until it is loaded again. */
export function LiveNote(props: { readonly isShown: boolean; readonly list: LoadingList }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  return (
    <div class="live-note" role="status" tabIndex={-1} ref={place}>
      {props.isShown ? <Note list={props.list} onGone={() => place.current?.focus()} /> : null}
    </div>
  );
}

function Note(props: { readonly list: LoadingList; readonly onGone: () => void }): JSX.Element {
  const { isLoading, reload } = props.list;
  const note = useRef<HTMLParagraphElement>(null);
  // A person who has pressed the button continues here, in front of the list, not at the top of the page.
  useLayoutEffect(
    () => () => {
      if (note.current?.contains(document.activeElement) === true) props.onGone();
    },
    [],
  );
  return (
    <p class="note" ref={note}>
      <span>{ta().lists.changed}</span>
      <Button kind="quiet" isBusy={isLoading} onClick={reload}>
        {ta().lists.showChanges}
      </Button>
    </p>
  );
}
