import type { JSX } from 'preact';
import { mutate, type UserError } from '../api/send.js';
import { Button } from '../framework/button.js';
import { Dialog, FormActions } from '../framework/dialog.js';
import { Field } from '../framework/field.js';
import { Form, type FormValues, Submit } from '../framework/form.js';
import { showToast } from '../framework/toast.js';
import { t } from '../texts/index.js';
import { QrCode } from './qr-code.js';
import { confirmTotp, disableTotp, type EnrollTotpMutation } from './totp.documents.js';

export type Enrollment = NonNullable<EnrollTotpMutation['enrollTotp']['enrollment']>;

/** Shows the secret of an authenticator app, and takes its first code. */
export function SetUpDialog(props: {
  readonly enrollment: Enrollment;
  readonly onClose: () => void;
  readonly onDone: (recoveryCodes: readonly string[]) => void;
}): JSX.Element {
  const { enrollment, onClose, onDone } = props;
  const texts = t().account.totp;
  const submit = async ({ code = '' }: FormValues): Promise<readonly UserError[]> => {
    const { confirmTotp: payload } = await mutate(confirmTotp, {
      enrollmentId: enrollment.enrollmentId,
      code,
    });
    if (payload.recoveryCodes !== null) onDone(payload.recoveryCodes);
    return payload.userErrors;
  };
  return (
    <Dialog title={texts.setUpTitle} onClose={onClose}>
      <p class="quiet">{texts.scan}</p>
      <QrCode text={enrollment.otpauthUri} label={texts.qrCode} />
      <p class="quiet">
        {texts.orType} <code>{enrollment.secret}</code>
      </p>
      <Form onSubmit={submit}>
        <Field
          name="code"
          label={texts.firstCode}
          autocomplete="one-time-code"
          inputMode="numeric"
          hasFocus
        />
        <FormActions>
          <Button onClick={onClose}>{t().common.cancel}</Button>
          <Submit>{texts.confirm}</Submit>
        </FormActions>
      </Form>
    </Dialog>
  );
}

/** Removes the authenticator app, given one of its codes or a recovery code. */
export function RemoveTotpDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const texts = t().account.totp;
  const submit = async ({ code = '' }: FormValues): Promise<readonly UserError[]> => {
    const { disableTotp: payload } = await mutate(disableTotp, { code });
    if (payload.ok) {
      showToast(texts.removed);
      onClose();
    }
    return payload.userErrors;
  };
  return (
    <Dialog title={texts.removeTitle} onClose={onClose}>
      <p class="quiet">{texts.removeLead}</p>
      <Form onSubmit={submit}>
        <Field name="code" label={texts.anyCode} autocomplete="one-time-code" hasFocus />
        <FormActions>
          <Button onClick={onClose}>{t().common.cancel}</Button>
          <Submit kind="danger">{texts.remove}</Submit>
        </FormActions>
      </Form>
    </Dialog>
  );
}
