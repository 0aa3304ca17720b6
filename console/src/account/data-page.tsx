import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { failureOf } from '../api/failure.js';
import { mutate, type UserError } from '../api/send.js';
import { signOut } from '../api/session.js';
import { Button } from '../framework/button.js';
import { Dialog, FormActions } from '../framework/dialog.js';
import { download } from '../framework/download.js';
import { Field } from '../framework/field.js';
import { Form, type FormValues, Submit } from '../framework/form.js';
import { Alert, failureText } from '../framework/states.js';
import { t } from '../texts/index.js';
import { deleteMyAccount, myDataExport } from './account.documents.js';
import { AccountPage, Section } from './account-page.js';

/** The page `/account/data`: take one's data along, and leave. */
export function DataPage(): JSX.Element {
  const isDeleting = useSignal(false);
  const texts = t().account.data;
  return (
    <AccountPage title={texts.title}>
      <ExportSection />
      <Section
        title={texts.deleteTitle}
        lead={texts.deleteLead}
        action={
          <Button
            kind="danger"
            onClick={() => {
              isDeleting.value = true;
            }}
          >
            {texts.delete}
          </Button>
        }
      />
      {isDeleting.value ? (
        <DeleteDialog
          onClose={() => {
            isDeleting.value = false;
          }}
        />
      ) : null}
    </AccountPage>
  );
}

function ExportSection(): JSX.Element {
  const isBusy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const texts = t().account.data;
  const run = async (): Promise<void> => {
    isBusy.value = true;
    problem.value = null;
    try {
      // It asks for a fresh proof as a mutation does.
      const { myDataExport: data } = await mutate(myDataExport, {});
      download('my-data.json', 'application/json', `${JSON.stringify(data, null, 2)}\n`);
    } catch (error) {
      problem.value = failureText(failureOf(error));
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <Section
      title={texts.exportTitle}
      lead={texts.exportLead}
      action={
        <Button isBusy={isBusy.value} onClick={run}>
          {texts.export}
        </Button>
      }
    >
      {problem.value === null ? null : <Alert>{problem.value}</Alert>}
    </Section>
  );
}

function DeleteDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const texts = t().account.data;
  const submit = async ({ password = '' }: FormValues): Promise<readonly UserError[]> => {
    const { deleteMyAccount: payload } = await mutate(deleteMyAccount, { password });
    if (payload.ok) await signOut('deleted');
    return payload.userErrors.map((error) =>
      error.code === 'CURRENT_PASSWORD_WRONG' ? { ...error, field: ['password'] } : error,
    );
  };
  return (
    <Dialog title={texts.deleteTitle} onClose={onClose}>
      <p>{texts.deleteEffects}</p>
      <Form onSubmit={submit}>
        <Field
          name="password"
          type="password"
          label={t().common.password}
          autocomplete="current-password"
          hasFocus
        />
        <FormActions>
          <Button onClick={onClose}>{t().common.cancel}</Button>
          <Submit kind="danger">{texts.delete}</Submit>
        </FormActions>
      </Form>
    </Dialog>
  );
}
