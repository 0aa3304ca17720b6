import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Viewer } from '../../api/session.js';
import { Button } from '../../framework/button.js';
import { ta } from '../../texts/admin/index.js';
import { EditDialog } from './edit-dialog.js';
import { LinkDialog } from './link-dialog.js';
import { actionsFor, type UserAction } from './rights.js';
import { RoleDialog } from './role-dialog.js';
import {
  DeleteDialog,
  DisableDialog,
  EnableDialog,
  EndSessionsDialog,
  FactorsDialog,
  UnlockDialog,
} from './simple-actions.js';
import type { UserDetailsFragment } from './user.documents.js';

/** The buttons for what the viewer may do with a user, and the dialog of the one that was chosen. */
export function UserActions(props: {
  readonly viewer: Viewer;
  readonly user: UserDetailsFragment;
  readonly onDone: () => void;
}): JSX.Element {
  const { viewer, user, onDone } = props;
  const chosen = useSignal<UserAction | null>(null);
  const close = (): void => {
    chosen.value = null;
  };
  const finish = (): void => {
    close();
    onDone();
  };
  return (
    <>
      {actionsFor(viewer, user).map((action) => (
        <Button
          key={action}
          kind={action === 'delete' ? 'danger' : 'secondary'}
          onClick={() => {
            chosen.value = action;
          }}
        >
          {nameOf(action)}
        </Button>
      ))}
      {chosen.value === null ? null : (
        <ChosenDialog action={chosen.value} user={user} onDone={finish} onClose={close} />
      )}
    </>
  );
}

function nameOf(action: UserAction): string {
  return action === 'edit' ? ta().user.edit : ta().actions[action].short;
}

function ChosenDialog(props: {
  readonly action: UserAction;
  readonly user: UserDetailsFragment;
  readonly onDone: () => void;
  readonly onClose: () => void;
}): JSX.Element {
  switch (props.action) {
    case 'edit':
      return <EditDialog {...props} />;
    case 'invite':
    case 'reset':
      return <LinkDialog {...props} kind={props.action} />;
    case 'role':
      return <RoleDialog {...props} />;
    case 'disable':
      return <DisableDialog {...props} />;
    case 'enable':
      return <EnableDialog {...props} />;
    case 'unlock':
      return <UnlockDialog {...props} />;
    case 'end':
      return <EndSessionsDialog {...props} />;
    case 'factors':
      return <FactorsDialog {...props} />;
    case 'delete':
      return <DeleteDialog {...props} />;
  }
}
