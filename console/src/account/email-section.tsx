import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { mutate, type UserError } from '../api/send.js';
import { loadServerInfo } from '../api/session.js';
import { Button } from '../framework/button.js';
import { Dialog, FormActions } from '../framework/dialog.js';
import { Field } from '../framework/field.js';
import { Form, type FormValues, Submit } from '../framework/form.js';
import { showToast } from '../framework/toast.js';
import { t } from '../texts/index.js';
import { type ProfileFragment, requestEmailChange } from './account.documents.js';
import { Section } from './account-page.js';

/** The email address of the person; a change of it needs a server that sends mails. */
export function EmailSection({ profile }: { readonly profile: ProfileFragment }): JSX.Element {
  const isOpen = useSignal(false);
  const canChange = useSignal(false);
  useEffect(() => {
    loadServerInfo().then(
      ({ mailEnabled }) => {
        canChange.value = mailEnabled;
      },
      () => undefined,
    );
  }, [canChange]);
  const texts = t().account.email;
  const close = (): void => {
    isOpen.value = false;
  };
  return (
    <Section
      title={t().oneTimeLink.email}
      action={
        canChange.value ? (
          <Button
            onClick={() => {
              isOpen.value = true;
            }}
          >
            {texts.change}
          </Button>
        ) : null
      }
    >
      <p class="value">
        {profile.email}{' '}
        <span class={profile.emailVerified ? 'badge good' : 'badge warn'}>
          {profile.emailVerified ? texts.verified : texts.unverified}
        </span>
      </p>
      {isOpen.value ? <ChangeEmailDialog onClose={close} /> : null}
    </Section>
  );
}

function ChangeEmailDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const texts = t().account.email;
  const submit = async ({ newEmail = '', password = '' }: FormValues): Promise<readonly UserError[]> => {
    const { requestEmailChange: payload } = await mutate(requestEmailChange, { newEmail, password });
    if (payload.ok) {
      showToast(texts.sent(newEmail));
      onClose();
    }
    return payload.userErrors;
  };
  return (
    <Dialog title={texts.change} onClose={onClose}>
      <p class="quiet">{texts.lead}</p>
      <Form onSubmit={submit}>
        <Field name="newEmail" type="email" label={texts.newEmail} autocomplete="email" hasFocus />
        <Field name="password" type="password" label={t().common.password} autocomplete="current-password" />
        <FormActions>
          <Button onClick={onClose}>{t().common.cancel}</Button>
          <Submit>{t().email.send}</Submit>
        </FormActions>
      </Form>
    </Dialog>
  );
}
