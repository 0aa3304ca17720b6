import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { client } from '../api/client.js';
import { mutate, type UserError } from '../api/send.js';
import { loadServerInfo } from '../api/session.js';
import { ButtonLink } from '../framework/button.js';
import { Field } from '../framework/field.js';
import { Form, type FormValues, Submit } from '../framework/form.js';
import { language, t } from '../texts/index.js';
import { NewPassword } from './new-password.js';
import { PeoplePage } from './people-page.js';
import { MailSent } from './request-mail.js';
import { goOn } from './return-address.js';
import { signUp } from './sign-up.documents.js';

/** The page `/sign-up`. */
export function SignUp(): JSX.Element {
  const isOpen = useSignal<boolean | null>(null);
  const mailedTo = useSignal<string | null>(null);
  useEffect(() => {
    loadServerInfo().then(
      ({ signupEnabled }) => {
        isOpen.value = signupEnabled;
      },
      () => undefined,
    );
  }, [isOpen]);
  if (mailedTo.value !== null)
    return <MailSent email={mailedTo.value} lead={t().signUp.mailed(mailedTo.value)} />;
  if (isOpen.value === false)
    return (
      <PeoplePage title={t().signUp.closed} lead={t().signUp.closedLead}>
        <ButtonLink href="/sign-in">{t().signIn.title}</ButtonLink>
      </PeoplePage>
    );
  return (
    <PeoplePage title={t().signUp.title}>
      <Form
        onSubmit={(values) =>
          send(values, (email) => {
            mailedTo.value = email;
          })
        }
        aliases={{ password: 'newPassword' }}
      >
        <Field
          name="username"
          label={t().oneTimeLink.username}
          hint={t().oneTimeLink.usernameHint}
          autocomplete="username"
          hasFocus
        />
        <Field name="email" type="email" label={t().oneTimeLink.email} autocomplete="email" />
        <Field name="fullName" label={t().oneTimeLink.fullName} autocomplete="name" isOptional />
        <NewPassword name="newPassword" label={t().common.password} />
        <Submit>{t().signUp.submit}</Submit>
      </Form>
      <p class="aside">
        {t().signUp.hasAccount} <Link href={`/sign-in${location.search}`}>{t().signIn.title}</Link>
      </p>
    </PeoplePage>
  );
}

async function send(
  { newPassword = '', ...texts }: FormValues,
  onMail: (email: string) => void,
): Promise<readonly UserError[]> {
  const { username = '', email = '', fullName = '' } = texts;
  const input = { username, email, fullName: fullName === '' ? null : fullName, password: newPassword };
  const { signUp: payload } = await mutate(
    signUp,
    { input: { ...input, locale: language.value, delivery: 'COOKIE' } },
    { anonymous: true },
  );
  if (payload.ok && payload.verificationRequired) onMail(email);
  if (payload.tokens !== null) {
    client.adopt(payload.tokens);
    goOn(payload.user?.role ?? 'USER');
  }
  return payload.userErrors;
}
