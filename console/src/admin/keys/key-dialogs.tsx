import type { JSX } from 'preact';
import { mutate } from '../../api/send.js';
import { Select } from '../../framework/field.js';
import { ta } from '../../texts/admin/index.js';
import { ActionDialog, ReasonField } from '../user/action-dialog.js';
import { type KeyRowFragment, revokeKey, rotateKey } from './keys.documents.js';

interface KeyDialogProps {
  readonly onDone: () => void;
  readonly onClose: () => void;
}

const algorithms = ['ES256', 'RS256', 'PS256'] as const;
const defaultDelay = '600';

/** Creates a key that replaces the active one. */
export function RotateDialog({ onDone, onClose }: KeyDialogProps): JSX.Element {
  const { title, effects, submit } = ta().actions.rotate;
  const { algorithm, publishFor, publishHint, delays, rotated, configured } = ta().keys;
  return (
    <ActionDialog
      title={title}
      effects={effects}
      submit={submit}
      done={rotated}
      onRun={async (values) => {
        const { reason = '', publishFor: delay = defaultDelay } = values;
        const input = { algorithm: values['algorithm'] || null, publishFor: Number(delay), reason };
        return (await mutate(rotateKey, { input })).rotateSigningKey;
      }}
      onDone={onDone}
      onClose={onClose}
    >
      <Select
        name="algorithm"
        label={algorithm}
        options={[{ value: '', label: configured }, ...algorithms.map((value) => ({ value, label: value }))]}
      />
      <Select
        name="publishFor"
        label={publishFor}
        hint={publishHint}
        value={defaultDelay}
        options={Object.entries(delays).map(([value, label]) => ({ value, label }))}
      />
      <ReasonField />
    </ActionDialog>
  );
}

/** Rejects a key and all tokens that were signed with it. */
export function RevokeDialog(props: KeyDialogProps & { readonly signingKey: KeyRowFragment }): JSX.Element {
  const { signingKey, onDone, onClose } = props;
  const { title, effects, submit } = ta().actions.revoke;
  return (
    <ActionDialog
      title={title(signingKey.kid.slice(0, 10))}
      effects={effects}
      submit={submit}
      isDangerous
      done={ta().keys.revoked}
      onRun={async ({ reason = '' }) =>
        (await mutate(revokeKey, { kid: signingKey.kid, reason })).revokeSigningKey
      }
      onDone={onDone}
      onClose={onClose}
    >
      <ReasonField />
    </ActionDialog>
  );
}
