import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { mutate } from '../../api/send.js';
import { Button } from '../../framework/button.js';
import { CopyOnce } from '../../framework/copy-once.js';
import { Dialog, FormActions } from '../../framework/dialog.js';
import { ta } from '../../texts/admin/index.js';
import { t } from '../../texts/index.js';
import { ActionDialog } from './action-dialog.js';
import { resetUserPassword } from './actions.documents.js';
import type { ActionProps } from './simple-actions.js';

/** Resets the password of a user, or invites the user again, and shows the link once. */
export function LinkDialog({
  user,
  kind,
  onDone,
  onClose,
}: ActionProps & { readonly kind: 'invite' | 'reset' }): JSX.Element {
  const link = useSignal<string | null>(null);
  const texts = ta().actions[kind];
  if (link.value !== null) {
    return (
      <LinkShown
        title={texts.title(user.username)}
        label={texts.link(user.username)}
        link={link.value}
        onClose={onDone}
      />
    );
  }
  return (
    <ActionDialog
      title={texts.title(user.username)}
      effects={texts.effects}
      submit={texts.submit}
      isDangerous={kind === 'reset'}
      done={null}
      onRun={async () => (await mutate(resetUserPassword, { id: user.id })).resetUserPassword}
      onDone={(payload) => {
        if (payload.link === null) onDone();
        else link.value = payload.link;
      }}
      onClose={onClose}
    />
  );
}

/** A one-time link, which is shown only once. */
export function LinkShown(props: {
  readonly title: string;
  readonly label: string;
  readonly link: string;
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <CopyOnce label={props.label} value={props.link} />
      <FormActions>
        <Button onClick={props.onClose}>{t().common.close}</Button>
      </FormActions>
    </Dialog>
  );
}
