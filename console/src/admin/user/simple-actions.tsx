import type { ComponentChildren, JSX } from 'preact';
import { mutate, type Payload } from '../../api/send.js';
import { Field } from '../../framework/field.js';
import type { FormValues } from '../../framework/form.js';
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

interface UserActionProps extends ActionProps {
  readonly texts: {
    readonly title: (name: string) => string;
    readonly effects: readonly string[];
    readonly submit: string;
    readonly done: (name: string) => string;
  };
  readonly isDangerous?: boolean;
  readonly onRun: (values: FormValues) => Promise<Payload>;
  readonly children?: ComponentChildren;
}

/** The dialog of an action on one user, with the texts of the action. */
function UserAction({ user, texts, ...dialog }: UserActionProps): JSX.Element {
  const { title, effects, submit, done } = texts;
  return (
    <ActionDialog
      {...dialog}
      title={title(user.username)}
      effects={effects}
      submit={submit}
      done={done(user.username)}
    />
  );
}

export function DisableDialog(props: ActionProps): JSX.Element {
  const { user } = props;
  return (
    <UserAction
      {...props}
      texts={ta().actions.disable}
      isDangerous
      onRun={async ({ reason = '', until = '' }) =>
        (await mutate(disableUser, { input: { id: user.id, reason, until: readLocalTime(until) } }))
          .disableUser
      }
    >
      <ReasonField />
      <Field
        name="until"
        type="datetime-local"
        label={ta().actions.until}
        hint={ta().actions.untilHint}
        isOptional
      />
    </UserAction>
  );
}

export function EnableDialog(props: ActionProps): JSX.Element {
  const { user } = props;
  return (
    <UserAction
      {...props}
      texts={ta().actions.enable}
      onRun={async () => (await mutate(enableUser, { id: user.id })).enableUser}
    />
  );
}

export function UnlockDialog(props: ActionProps): JSX.Element {
  const { user } = props;
  return (
    <UserAction
      {...props}
      texts={ta().actions.unlock}
      onRun={async () => (await mutate(unlockUser, { id: user.id })).unlockUser}
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

export function FactorsDialog(props: ActionProps): JSX.Element {
  const { user } = props;
  return (
    <UserAction
      {...props}
      texts={ta().actions.factors}
      isDangerous
      onRun={async ({ reason = '' }) => (await mutate(resetUserMfa, { id: user.id, reason })).resetUserMfa}
    >
      <ReasonField />
    </UserAction>
  );
}

export function DeleteDialog(props: ActionProps): JSX.Element {
  const { user } = props;
  return (
    <UserAction
      {...props}
      texts={ta().actions.delete}
      isDangerous
      onRun={async ({ reason = '' }) =>
        (await mutate(deleteUser, { input: { id: user.id, reason } })).deleteUser
      }
    >
      <ReasonField />
    </UserAction>
  );
}
