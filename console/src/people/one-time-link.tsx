import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { client } from '../api/client.js';
import { mutate, type UserError } from '../api/send.js';
import { ButtonLink } from '../framework/button.js';
import { Field } from '../framework/field.js';
import { Form, type FormValues, Submit } from '../framework/form.js';
import { t } from '../texts/index.js';
import { NewPassword } from './new-password.js';
import { acceptInvitation } from './one-time-link.documents.js';
import { oneTimeToken } from './one-time-token.js';
import { PeoplePage } from './people-page.js';
import { goOn } from './return-address.js';
import { setPassword } from './sign-in.documents.js';

/** What a link is for, which the prefix of its token states. */
type Kind = 'setup' | 'invite' | 'reset' | 'change';

/** Returns what a token is for; undefined for any other text. */
function kindOf(token: string): Kind | undefined {
  return /^cordon_(setup|invite|reset|change)_/.exec(token)?.[1] as Kind | undefined;
}

/** The pages `/setup`, `/invitation` and `/reset` of a link with a one-time token. */
export function OneTimeLink(): JSX.Element {
  const isDone = useSignal(false);
  const kind = kindOf(oneTimeToken());
  if (kind === undefined) return <Incomplete />;
  const { title, lead, action } = t().oneTimeLink[kind];
  if (isDone.value) return <PasswordChanged />;
  const isAccount = kind === 'setup' || kind === 'invite';
  const onDone = (): void => {
    isDone.value = true;
  };
  return (
    <PeoplePage title={title} lead={lead}>
      <Form
        onSubmit={isAccount ? accept : (values) => choosePassword(values, onDone)}
        aliases={{ password: 'newPassword' }}
      >
        {kind === 'setup' ? (
          <>
            <Field
              name="username"
              label={t().oneTimeLink.username}
              hint={t().oneTimeLink.usernameHint}
              autocomplete="username"
              hasFocus
            />
            <Field name="email" type="email" label={t().oneTimeLink.email} autocomplete="email" />
          </>
        ) : null}
        {isAccount ? (
          <Field
            name="fullName"
            label={t().oneTimeLink.fullName}
            autocomplete="name"
            isOptional
            hasFocus={kind === 'invite'}
          />
        ) : null}
        <NewPassword
          name="newPassword"
          hasFocus={!isAccount}
          label={isAccount ? t().common.password : undefined}
        />
        <Submit>{action}</Submit>
      </Form>
    </PeoplePage>
  );
}

/** Accepts the invitation, and leaves the page as somebody who is signed in. */
async function accept({ newPassword = '', ...texts }: FormValues): Promise<readonly UserError[]> {
  const given = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
  const { acceptInvitation: payload } = await mutate(
    acceptInvitation,
    { input: { ...given, token: oneTimeToken(), password: newPassword, delivery: 'COOKIE' } },
    { anonymous: true },
  );
  if (payload.tokens !== null) {
    client.adopt(payload.tokens);
    goOn(payload.user?.role ?? 'USER');
  }
  return payload.userErrors;
}

async function choosePassword(
  { newPassword = '' }: FormValues,
  onDone: () => void,
): Promise<readonly UserError[]> {
  const { resetPassword } = await mutate(
    setPassword,
    { input: { token: oneTimeToken(), newPassword } },
    { anonymous: true },
  );
  if (resetPassword.ok) onDone();
  return resetPassword.userErrors;
}

function PasswordChanged(): JSX.Element {
  return (
    <PeoplePage title={t().oneTimeLink.changed} lead={t().oneTimeLink.changedLead} focusesHeading>
      <ButtonLink href="/sign-in" kind="primary">
        {t().signIn.title}
      </ButtonLink>
    </PeoplePage>
  );
}

/** What a link without its token shows. */
export function Incomplete(): JSX.Element {
  return (
    <PeoplePage title={t().oneTimeLink.incomplete} lead={t().oneTimeLink.incompleteLead}>
      <ButtonLink href="/sign-in">{t().signIn.title}</ButtonLink>
    </PeoplePage>
  );
}
