import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Link } from 'wouter-preact';
import type { UserError } from '../api/send.js';
import { Field } from '../framework/field.js';
import { Form, type FormValues, Submit } from '../framework/form.js';
import { t } from '../texts/index.js';
import { PeoplePage } from './people-page.js';

/** A page that sends a mail to an address; it says the same whether somebody has the address or not. */
export function RequestMail(props: {
  readonly title: string;
  readonly lead: string;
  readonly onSend: (email: string) => Promise<readonly UserError[]>;
}): JSX.Element {
  const sentTo = useSignal<string | null>(null);
  const submit = async ({ email = '' }: FormValues): Promise<readonly UserError[]> => {
    const errors = await props.onSend(email);
    if (errors.length === 0) sentTo.value = email;
    return errors;
  };
  if (sentTo.value !== null) return <MailSent email={sentTo.value} />;
  return (
    <PeoplePage title={props.title} lead={props.lead}>
      <Form onSubmit={submit}>
        <Field name="email" type="email" label={t().oneTimeLink.email} autocomplete="email" hasFocus />
        <Submit>{t().email.send}</Submit>
      </Form>
      <p class="aside">
        <Link href="/sign-in">{t().email.backToSignIn}</Link>
      </p>
    </PeoplePage>
  );
}

/** What follows after a mail was asked for. */
export function MailSent(props: { readonly email: string; readonly lead?: string }): JSX.Element {
  const { email, lead = t().email.sentLead(email) } = props;
  return (
    <PeoplePage title={t().email.sentTitle} lead={lead} focusesHeading>
      <p class="aside">
        <Link href="/sign-in">{t().email.backToSignIn}</Link>
      </p>
    </PeoplePage>
  );
}
