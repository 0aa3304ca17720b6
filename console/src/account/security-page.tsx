import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { mutate, type UserError } from '../api/send.js';
import { useQuery } from '../api/use-query.js';
import { Button } from '../framework/button.js';
import { Dialog, FormActions } from '../framework/dialog.js';
import { Checkbox, Field } from '../framework/field.js';
import { Form, type FormValues, Submit } from '../framework/form.js';
import { Loaded } from '../framework/states.js';
import { Ago } from '../framework/time.js';
import { showToast } from '../framework/toast.js';
import { NewPassword } from '../people/new-password.js';
import { t } from '../texts/index.js';
import { changePassword, type MySecurityQuery, mySecurity } from './account.documents.js';
import { AccountPage, Section } from './account-page.js';
import { PasskeySection } from './passkey-section.js';
import { TotpSection } from './totp-section.js';

type Security = NonNullable<MySecurityQuery['me']>;

/** The page `/account/security`. */
export function SecurityPage(): JSX.Element {
  const security = useQuery(mySecurity, {});
  return (
    <AccountPage title={t().account.security.title} lead={t().account.security.lead}>
      <Loaded of={security}>
        {({ me }) => (me === null ? null : <PasswordSection security={me} onChanged={security.reload} />)}
      </Loaded>
      <PasskeySection />
      <TotpSection />
    </AccountPage>
  );
}

function PasswordSection(props: {
  readonly security: Security;
  readonly onChanged: () => void;
}): JSX.Element {
  const { security, onChanged } = props;
  const isOpen = useSignal(false);
  const texts = t().account.security;
  const close = (): void => {
    isOpen.value = false;
  };
  return (
    <Section
      title={t().common.password}
      action={
        security.hasPassword ? (
          <Button
            onClick={() => {
              isOpen.value = true;
            }}
          >
            {texts.changePassword}
          </Button>
        ) : null
      }
    >
      <p class="quiet">
        {security.hasPassword ? (
          <>
            {texts.passwordChanged} <Ago instant={security.passwordChangedAt} />
          </>
        ) : (
          texts.noPassword
        )}
      </p>
      {isOpen.value ? (
        <ChangePasswordDialog
          username={security.username}
          onClose={close}
          onChanged={() => {
            close();
            onChanged();
          }}
        />
      ) : null}
    </Section>
  );
}

function ChangePasswordDialog(props: {
  readonly username: string;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}): JSX.Element {
  const texts = t().account.security;
  const submit = async (values: FormValues): Promise<readonly UserError[]> => {
    const { currentPassword = '', newPassword = '', revokeOthers } = values;
    const { changePassword: payload } = await mutate(changePassword, {
      input: { currentPassword, newPassword, revokeOtherSessions: revokeOthers === 'on' },
    });
    if (payload.ok) {
      props.onChanged();
      showToast(texts.passwordSaved);
    }
    // A wrong current password has no field in the API.
    return payload.userErrors.map((error) =>
      error.code === 'CURRENT_PASSWORD_WRONG' ? { ...error, field: ['currentPassword'] } : error,
    );
  };
  return (
    <Dialog title={texts.changePassword} onClose={props.onClose}>
      <Form onSubmit={submit}>
        <input type="hidden" name="username" autocomplete="username" value={props.username} />
        <Field
          name="currentPassword"
          type="password"
          label={texts.currentPassword}
          autocomplete="current-password"
          hasFocus
        />
        <NewPassword name="newPassword" />
        <Checkbox name="revokeOthers" label={texts.endOthers} isChecked />
        <FormActions>
          <Button onClick={props.onClose}>{t().common.cancel}</Button>
          <Submit>{t().common.save}</Submit>
        </FormActions>
      </Form>
    </Dialog>
  );
}
