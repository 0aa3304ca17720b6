import type { JSX } from 'preact';
import { mutate, type UserError } from '../api/send.js';
import { reauthenticate, startPasskeyProof } from '../api/session.documents.js';
import { session } from '../api/session.js';
import { type WantedProof, wantedProof } from '../api/step-up.js';
import { askForPasskey } from '../api/webauthn.js';
import { errorText } from '../texts/errors.js';
import { t } from '../texts/index.js';
import { Button } from './button.js';
import { Dialog, FormActions } from './dialog.js';
import { Field } from './field.js';
import { Form, type FormValues, Submit } from './form.js';
import { PasskeyButton } from './passkey-button.js';

/**
 * The dialog that takes a fresh proof of who is acting; rendered once by the application. It asks for what
 * the server accepts: a second factor from somebody who has one, otherwise the password.
 */
export function StepUp(): JSX.Element | null {
  const proof = wantedProof.value;
  if (proof === null) return null;
  const methods = session.value.state === 'signed-in' ? session.value.viewer.mfaMethods : [];
  if (proof.needsFactor && methods.length === 0)
    return (
      <Dialog title={t().stepUp.setUpTitle} onClose={() => proof.settle(false)}>
        <p class="quiet">{t().stepUp.setUpText}</p>
      </Dialog>
    );
  const hasPasskey = methods.includes('PASSKEY');
  const asksForText = methods.includes('TOTP') || !hasPasskey;
  return (
    <Dialog title={t().stepUp.title} onClose={() => proof.settle(false)}>
      <p class="quiet">{t().stepUp.lead}</p>
      {hasPasskey ? <PasskeyProof proof={proof} /> : null}
      {hasPasskey && asksForText ? <p class="or">{t().signIn.or}</p> : null}
      {asksForText ? <TextProof proof={proof} isCode={methods.includes('TOTP')} /> : null}
    </Dialog>
  );
}

function TextProof({
  proof,
  isCode,
}: {
  readonly proof: WantedProof;
  readonly isCode: boolean;
}): JSX.Element {
  const submit = async ({ password = '', totpCode = '' }: FormValues): Promise<readonly UserError[]> => {
    const given = isCode ? { totpCode } : { password };
    const { reauthenticate: payload } = await mutate(reauthenticate, given);
    if (payload.ok) proof.settle(true);
    return payload.userErrors;
  };
  return (
    <Form onSubmit={submit}>
      {isCode ? (
        <Field
          name="totpCode"
          label={t().signIn.factors.TOTP.label}
          autocomplete="one-time-code"
          inputMode="numeric"
          hasFocus
        />
      ) : (
        <Field
          name="password"
          type="password"
          label={t().common.password}
          autocomplete="current-password"
          hasFocus
        />
      )}
      <FormActions>
        <Button onClick={() => proof.settle(false)}>{t().common.cancel}</Button>
        <Submit>{t().stepUp.confirm}</Submit>
      </FormActions>
    </Form>
  );
}

function PasskeyProof({ proof }: { readonly proof: WantedProof }): JSX.Element {
  const prove = async (): Promise<string | null> => {
    const problem = await provePasskey();
    if (problem === null) proof.settle(true);
    return problem;
  };
  return <PasskeyButton onProve={prove} />;
}

/** Returns what went wrong; null when the proof was accepted. */
async function provePasskey(): Promise<string | null> {
  const { startPasskeyReauthentication: started } = await mutate(startPasskeyProof, {});
  if (started.challengeId === null) return started.userErrors.map(errorText).join(' ');
  const ceremony = await askForPasskey(started.options);
  if (ceremony.kind !== 'done') return t().signIn.passkeyFailures[ceremony.kind];
  const passkey = { challengeId: started.challengeId, response: ceremony.response };
  const { reauthenticate: payload } = await mutate(reauthenticate, { passkey });
  return payload.ok ? null : payload.userErrors.map(errorText).join(' ');
}
