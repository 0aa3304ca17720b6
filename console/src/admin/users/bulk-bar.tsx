import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Button } from '../../framework/button.js';
import { formatNumber } from '../../framework/format.js';
import { ta } from '../../texts/admin/index.js';
import { type BulkAction, BulkDialog, type Selected } from './bulk-dialog.js';

/** What can be done with the selected users. */
export function BulkBar(props: {
  readonly users: readonly Selected[];
  readonly isAdmin: boolean;
  readonly onClear: () => void;
  readonly onDone: () => void;
}): JSX.Element | null {
  const { users, isAdmin, onClear, onDone } = props;
  const chosen = useSignal<BulkAction | null>(null);
  if (users.length === 0) return null;
  const actions: readonly BulkAction[] = isAdmin ? ['disable', 'enable', 'end'] : ['end'];
  return (
    <section class="bulk" aria-label={ta().users.selected(formatNumber(users.length), users.length === 1)}>
      <p role="status">{ta().users.selected(formatNumber(users.length), users.length === 1)}</p>
      <div class="row">
        {actions.map((action) => (
          <Button
            key={action}
            onClick={() => {
              chosen.value = action;
            }}
          >
            {ta().actions[action].short}
          </Button>
        ))}
        <Button kind="quiet" onClick={onClear}>
          {ta().users.clearSelection}
        </Button>
      </div>
      {chosen.value === null ? null : (
        <BulkDialog
          action={chosen.value}
          users={users}
          onClose={() => {
            chosen.value = null;
          }}
          onDone={() => {
            chosen.value = null;
            onDone();
          }}
        />
      )}
    </section>
  );
}
