import type { JSX } from 'preact';
import { Button } from '../../framework/button.js';
import { ta } from '../../texts/admin/index.js';

/** Says that a list has changed. The rows stay where they are until it is loaded again. */
export function LiveNote(props: { readonly isShown: boolean; readonly onReload: () => void }): JSX.Element {
  return (
    <div class="live-note" role="status">
      {props.isShown ? (
        <p class="note">
          <span>{ta().lists.changed}</span>
          <Button kind="quiet" onClick={props.onReload}>
            {ta().lists.showChanges}
          </Button>
        </p>
      ) : null}
    </div>
  );
}
