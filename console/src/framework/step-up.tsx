import type { JSX } from 'preact';
import { mutate } from '../api/send.js';
import { reauthenticate } from '../api/session.documents.js';
import { wantedProof } from '../api/step-up.js';
import { t } from '../texts/index.js';
import { Button } from './button.js';
import { Dialog, FormActions } from './dialog.js';
import { Field } from './field.js';
import { Form, Submit } from './form.js';

/** The dialog that takes a fresh proof of who is acting; rendered once by the application. */
export function StepUp(): JSX.Element | null {
  const proof = wantedProof.value;
  if (proof === null) return null;
  return (
    <Dialog title={t().stepUp.title} onClose={() => proof.settle(false)}>
      <p class="quiet">{t().stepUp.lead}</p>
      <Form
        onSubmit={async ({ password = '' }) => {
          const { reauthenticate: payload } = await mutate(reauthenticate, { password });
          if (payload.ok) proof.settle(true);
          return payload.userErrors;
        }}
      >
        <Field
          name="password"
          type="password"
          label={t().common.password}
          autocomplete="current-password"
          hasFocus
        />
        <FormActions>
          <Button onClick={() => proof.settle(false)}>{t().common.cancel}</Button>
          <Submit>{t().stepUp.confirm}</Submit>
        </FormActions>
      </Form>
    </Dialog>
  );
}
