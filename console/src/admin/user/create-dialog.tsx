import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLocation } from 'wouter-preact';
import { mutate } from '../../api/send.js';
import { Checkbox, Field, Select } from '../../framework/field.js';
import { showToast } from '../../framework/toast.js';
import { ta } from '../../texts/admin/index.js';
import { ActionDialog } from './action-dialog.js';
import { createUser } from './actions.documents.js';
import { LinkShown } from './link-dialog.js';
import { roleOptions } from './role-dialog.js';
import type { Role } from './user.documents.js';

interface Created {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly link: string | null;
}

/** Creates a user, with an invitation or with a password, and leads to it. */
export function CreateDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const created = useSignal<Created | null>(null);
  const [, navigate] = useLocation();
  const { title, submit, link, done } = ta().actions.create;
  const open = ({ id }: Created): void => {
    onClose();
    navigate(`/console/users/${id}`);
  };
  if (created.value?.link != null) {
    const shown = created.value;
    return (
      <LinkShown
        title={title}
        label={link(shown.username)}
        link={created.value.link}
        email={shown.email}
        onClose={() => open(shown)}
      />
    );
  }
  return (
    <ActionDialog
      title={title}
      submit={submit}
      done={null}
      onRun={async ({
        username = '',
        email = '',
        fullName = '',
        role = 'USER',
        how,
        password = '',
        mustChange,
      }) => {
        const withPassword = how === 'password' ? { password, mustChangePassword: mustChange === 'on' } : {};
        const names = { username, email, fullName: fullName === '' ? null : fullName };
        // A role other than the default needs a recent proof of who is acting.
        const withRole = role === 'USER' ? {} : { role: role as Role };
        return (await mutate(createUser, { input: { ...names, ...withRole, ...withPassword } })).createUser;
      }}
      onDone={({ user, invitationLink }) => {
        if (user === null) return onClose();
        showToast(done(user.username));
        created.value = { ...user, link: invitationLink };
        if (invitationLink === null) open(created.value);
      }}
      onClose={onClose}
    >
      <Field name="username" label={ta().users.name} hasFocus />
      <Field name="email" type="email" label={ta().users.email} />
      <Field name="fullName" label={ta().users.fullName} isOptional />
      <Select name="role" label={ta().users.role} value="USER" options={roleOptions()} />
      <FirstPassword />
    </ActionDialog>
  );
}

/** The choice between an invitation and a password. */
function FirstPassword(): JSX.Element {
  const isPassword = useSignal(false);
  const { how, invite, password, mustChange } = ta().actions.create;
  return (
    <>
      <fieldset class="choice">
        <legend>{how}</legend>
        {[false, true].map((value) => (
          <label key={String(value)} class="check">
            <input
              type="radio"
              name="how"
              value={value ? 'password' : 'invitation'}
              checked={isPassword.value === value}
              onChange={() => {
                isPassword.value = value;
              }}
            />
            <span>{value ? password : invite}</span>
          </label>
        ))}
      </fieldset>
      {isPassword.value ? (
        <>
          <Field name="password" type="password" label={ta().user.password} autocomplete="new-password" />
          <Checkbox name="mustChange" label={mustChange} isChecked />
        </>
      ) : null}
    </>
  );
}
