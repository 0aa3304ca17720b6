import type { JSX } from 'preact';
import { mutate, type UserError } from '../../api/send.js';
import { Checkbox, Field, TextArea } from '../../framework/field.js';
import type { FormValues } from '../../framework/form.js';
import { ta } from '../../texts/admin/index.js';
import { ActionDialog } from './action-dialog.js';
import { updateUser } from './actions.documents.js';
import { ConflictNote, useConflict } from './conflict.js';
import type { ActionProps } from './simple-actions.js';
import type { UserDetailsFragment } from './user.documents.js';

/** Changes the profile of a user. Only what was changed in the form is sent. */
export function EditDialog({
  user,
  onDone,
  onClose,
}: ActionProps & { readonly user: UserDetailsFragment }): JSX.Element {
  const conflict = useConflict(user);
  const { title, submit, done } = ta().actions.edit;
  return (
    <ActionDialog
      title={title(user.username)}
      submit={submit}
      done={done}
      onRun={async (values) => {
        const metadata = readMetadata(values['metadata'] ?? '');
        if (metadata === undefined) return [metadataInvalid()];
        const changes = changesOf(user, values, metadata);
        const input = { id: user.id, expectedVersion: conflict.base.value.version, ...changes };
        return conflict.check((await mutate(updateUser, { input })).updateUser);
      }}
      onDone={onDone}
      onClose={onClose}
    >
      <ConflictNote conflict={conflict} />
      <ProfileFields user={user} />
    </ActionDialog>
  );
}

function ProfileFields({ user }: { readonly user: UserDetailsFragment }): JSX.Element {
  const { edit } = ta().actions;
  return (
    <>
      <Field name="username" label={ta().users.name} value={user.username} hasFocus />
      <Field name="fullName" label={ta().users.fullName} value={user.fullName ?? ''} isOptional />
      <Field name="email" type="email" label={ta().users.email} value={user.email} hint={edit.emailHint} />
      <Checkbox name="emailVerified" label={edit.verified} isChecked={user.emailVerified} />
      <Field
        name="locale"
        label={ta().user.language}
        value={user.locale ?? ''}
        hint={edit.localeHint}
        isOptional
      />
      <TextArea
        name="metadata"
        label={ta().user.metadata}
        value={metadataText(user)}
        hint={edit.metadataHint}
        isOptional
      />
    </>
  );
}

type Metadata = Readonly<Record<string, unknown>> | null;

function changesOf(user: UserDetailsFragment, values: FormValues, metadata: Metadata): object {
  const { username = '', email = '', metadata: text = '' } = values;
  const [fullName, locale] = [values['fullName'] || null, values['locale'] || null];
  const emailVerified = values['emailVerified'] === 'on';
  const isAddressChanged = email !== user.email;
  return {
    ...(username === user.username ? {} : { username }),
    ...(isAddressChanged ? { email } : {}),
    // The server takes a new address for unverified, unless the form still says that it is verified.
    ...(emailVerified === user.emailVerified && !isAddressChanged ? {} : { emailVerified }),
    ...(fullName === user.fullName ? {} : { fullName }),
    ...(locale === user.locale ? {} : { locale }),
    ...(text.trim() === metadataText(user) ? {} : { metadata }),
  };
}

function metadataText({ metadata }: UserDetailsFragment): string {
  return metadata === null ? '' : JSON.stringify(metadata, null, 2);
}

/** Returns null for no text, and undefined for a text that is not a JSON object. */
function readMetadata(text: string): Metadata | undefined {
  if (text.trim() === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    // Parsed boundary: the server reads it again.
    return isObject ? (value as Metadata) : undefined;
  } catch {
    return undefined;
  }
}

function metadataInvalid(): UserError {
  const message = ta().actions.edit.metadataInvalid;
  return { code: 'METADATA_INVALID', message, field: ['metadata'], retryAfter: null, params: null };
}
