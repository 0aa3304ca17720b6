import type { JSX } from 'preact';
import { mutate } from '../../api/send.js';
import { Select } from '../../framework/field.js';
import { ta } from '../../texts/admin/index.js';
import { t } from '../../texts/index.js';
import { roleName } from '../lists/badges.js';
import { ActionDialog, ReasonField } from './action-dialog.js';
import { setUserRole } from './actions.documents.js';
import { ConflictNote, useConflict } from './conflict.js';
import type { ActionProps } from './simple-actions.js';
import type { Role, UserDetailsFragment } from './user.documents.js';

/** Returns the roles to choose from, and the current one when a project has declared it. */
export function roleOptions(current?: string): readonly { readonly value: string; readonly label: string }[] {
  const names = Object.keys(t().roles);
  const all = current === undefined || names.includes(current) ? names : [...names, current];
  return all.map((value) => ({ value, label: roleName(value) }));
}

export function RoleDialog({
  user,
  onDone,
  onClose,
}: ActionProps & { readonly user: UserDetailsFragment }): JSX.Element {
  const conflict = useConflict(user);
  const { title, effects, submit } = ta().actions.role;
  return (
    <ActionDialog
      title={title(user.username)}
      effects={effects}
      submit={submit}
      done={ta().actions.done}
      onRun={async ({ role = user.role, reason = '' }) => {
        const expectedVersion = conflict.base.value.version;
        const input = { id: user.id, role: role as Role, reason, expectedVersion };
        return conflict.check((await mutate(setUserRole, { input })).setUserRole);
      }}
      onDone={onDone}
      onClose={onClose}
    >
      <ConflictNote conflict={conflict} />
      <Select name="role" label={ta().users.role} value={user.role} options={roleOptions(user.role)} />
      <ReasonField hasFocus={false} />
    </ActionDialog>
  );
}
