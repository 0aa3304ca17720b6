import type { JSX } from 'preact';
import { mutate, type UserError } from '../api/send.js';
import { Button } from '../framework/button.js';
import { Dialog, FormActions } from '../framework/dialog.js';
import { Field } from '../framework/field.js';
import { Form, type FormValues, Submit } from '../framework/form.js';
import { showToast } from '../framework/toast.js';
import { t } from '../texts/index.js';
import { type OwnPasskeyFragment, removePasskey, renamePasskey } from './passkeys.documents.js';

/** What is to be done with a passkey. */
export interface PasskeyAction {
  readonly kind: 'rename' | 'remove';
  readonly passkey: OwnPasskeyFragment;
}

/** Renames a passkey, or removes it after asking. */
export function PasskeyDialog(props: {
  readonly action: PasskeyAction;
  readonly onClose: () => void;
  readonly onDone: () => void;
}): JSX.Element {
  const { action, onClose, onDone } = props;
  const { id, name } = action.passkey;
  const texts = t().account.passkeys;
  const isRename = action.kind === 'rename';
  const submit = async ({ name: newName = '' }: FormValues): Promise<readonly UserError[]> => {
    const payload = isRename
      ? (await mutate(renamePasskey, { id, name: newName })).renamePasskey
      : (await mutate(removePasskey, { id })).removePasskey;
    if (payload.ok) {
      showToast(isRename ? t().common.saved : texts.removed);
      onDone();
    }
    return payload.userErrors;
  };
  return (
    <Dialog title={isRename ? texts.renameOf(name) : texts.removeOf(name)} onClose={onClose}>
      <Form onSubmit={submit}>
        {isRename ? (
          <Field name="name" label={texts.name} value={name} maxLength={100} hasFocus />
        ) : (
          <p>{texts.removeLead}</p>
        )}
        <FormActions>
          <Button onClick={onClose}>{t().common.cancel}</Button>
          <Submit kind={isRename ? 'primary' : 'danger'}>{isRename ? t().common.save : texts.remove}</Submit>
        </FormActions>
      </Form>
    </Dialog>
  );
}
