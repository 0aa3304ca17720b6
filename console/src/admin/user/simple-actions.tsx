import type { JSX } from 'preact';
import { mutate } from '../../api/send.js';
import { Field } from '../../framework/field.js';
import { formatNumber } from '../../framework/format.js';
import { ta } from '../../texts/admin/index.js';
import { readLocalTime } from '../lists/time.js';
import { ActionDialog, ReasonField } from './action-dialog.js';
import {
  deleteUser,
  disableUser,
  enableUser,
  endSessions,
  resetUserMfa,
  unlockUser,
} from './actions.documents.js';

/** What a dialog about a user needs to know. */
export interface ActionProps {
  readonly user: { readonly id: string; readonly username: string };
  /** Called when the action is done; the dialog is to be closed and the user to be read again. */
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function DisableDialog({ user, onDone, onClose }: ActionProps): JSX.Element {
  const { title, effects, submit, done } = ta().actions.disable;
  return (
    <ActionDialog
      title={title(user.username)}
      effects={effects}
      submit={submit}
      isDangerous
      done={done(user.username)}
      onRun={async ({ reason = '', until = '' }) =>
        (await mutate(disableUser, { input: { id: user.id, reason, until: readLocalTime(until) } }))
          .disableUser
      }
      onDone={onDone}
      onClose={onClose}
    >
      <ReasonField />
      <Field
        name="until"
        type="datetime-local"
        label={ta().actions.until}
        hint={ta().actions.untilHint}
        isOptional
      />
    </ActionDialog>
  );
}

export function EnableDialog({ user, onDone, onClose }: ActionProps): JSX.Element {
  const { title, effects, submit, done } = ta().actions.enable;
  return (
    <ActionDialog
      title={title(user.username)}
      effects={effects}
      submit={submit}
      done={done(user.username)}
      onRun={async () => (await mutate(enableUser, { id: user.id })).enableUser}
      onDone={onDone}
      onClose={onClose}
    />
  );
}

export function UnlockDialog({ user, onDone, onClose }: ActionProps): JSX.Element {
  const { title, effects, submit, done } = ta().actions.unlock;
  return (
    <ActionDialog
      title={title(user.username)}
      effects={effects}
      submit={submit}
      done={done(user.username)}
      onRun={async () => (await mutate(unlockUser, { id: user.id })).unlockUser}
      onDone={onDone}
      onClose={onClose}
    />
  );
}

/** Ends all sessions of a user, or one of them. */
export function EndSessionsDialog({
  user,
  sessionId,
  onDone,
  onClose,
}: ActionProps & { readonly sessionId?: string }): JSX.Element {
  const { done } = ta().actions.end;
  const { title, effects, submit } = sessionId === undefined ? ta().actions.end : ta().actions.endOne;
  const sessionIds = sessionId === undefined ? null : [sessionId];
  return (
    <ActionDialog
      title={title(user.username)}
      effects={effects}
      submit={submit}
      isDangerous
      done={({ revokedSessions }) => done(formatNumber(revokedSessions), revokedSessions === 1)}
      onRun={async () => (await mutate(endSessions, { userId: user.id, sessionIds })).revokeUserSessions}
      onDone={onDone}
      onClose={onClose}
    />
  );
}

export function FactorsDialog({ user, onDone, onClose }: ActionProps): JSX.Element {
  const { title, effects, submit, done } = ta().actions.factors;
  return (
    <ActionDialog
      title={title(user.username)}
      effects={effects}
      submit={submit}
      isDangerous
      done={done(user.username)}
      onRun={async ({ reason = '' }) => (await mutate(resetUserMfa, { id: user.id, reason })).resetUserMfa}
      onDone={onDone}
      onClose={onClose}
    >
      <ReasonField />
    </ActionDialog>
  );
}

export function DeleteDialog({ user, onDone, onClose }: ActionProps): JSX.Element {
  const { title, effects, submit, done } = ta().actions.delete;
  return (
    <ActionDialog
      title={title(user.username)}
      effects={effects}
      submit={submit}
      isDangerous
      done={done(user.username)}
      onRun={async ({ reason = '' }) =>
        (await mutate(deleteUser, { input: { id: user.id, reason } })).deleteUser
      }
      onDone={onDone}
      onClose={onClose}
    >
      <ReasonField />
    </ActionDialog>
  );
}
