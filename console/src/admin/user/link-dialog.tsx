import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { mutate } from '../../api/send.js';
import { loadServerInfo } from '../../api/session.js';
import { Button } from '../../framework/button.js';
import { CopyOnce } from '../../framework/copy-once.js';
import { Dialog, FormActions } from '../../framework/dialog.js';
import { Checkbox } from '../../framework/field.js';
import { showToast } from '../../framework/toast.js';
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
      onRun={async ({ sendMail }) =>
        (await mutate(resetUserPassword, { id: user.id, sendMail: sendMail === 'on' })).resetUserPassword
      }
      onDone={(payload) => {
        if (payload.link !== null) {
          link.value = payload.link;
          return;
        }
        showToast(ta().actions.mailed);
        onDone();
      }}
      onClose={onClose}
    >
      <MailChoice />
    </ActionDialog>
  );
}

/** Returns whether the server sends mail; false until that is known. */
function useMail(): boolean {
  const canMail = useSignal(false);
  useEffect(() => {
    loadServerInfo().then(
      ({ mailEnabled }) => {
        canMail.value = mailEnabled;
      },
      () => undefined,
    );
  }, [canMail]);
  return canMail.value;
}

/** The choice to mail the link, where the server can. */
function MailChoice(): JSX.Element | null {
  return useMail() ? <Checkbox name="sendMail" label={ta().actions.mail} isChecked /> : null;
}

/** A one-time link, which is shown only once. `email` is where the server has mailed it, if it sends mail. */
export function LinkShown(props: {
  readonly title: string;
  readonly label: string;
  readonly link: string;
  readonly email?: string;
  readonly onClose: () => void;
}): JSX.Element {
  const isMailed = useMail() && props.email !== undefined;
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      {isMailed ? <p>{ta().actions.create.mailed(props.email ?? '')}</p> : null}
      <CopyOnce label={props.label} value={props.link} />
      <FormActions>
        <Button onClick={props.onClose}>{t().common.close}</Button>
      </FormActions>
    </Dialog>
  );
}
