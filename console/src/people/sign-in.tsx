import { type Signal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { client } from '../api/client.js';
import { mutate, type UserError } from '../api/send.js';
import { loadServerInfo, type ServerInfo, session } from '../api/session.js';
import { Field } from '../framework/field.js';
import { Form, type FormValues, Submit } from '../framework/form.js';
import { Alert } from '../framework/states.js';
import { t } from '../texts/index.js';
import { useCountdown } from './countdown.js';
import { NewPassword } from './new-password.js';
import { PeoplePage } from './people-page.js';
import { goOn } from './return-address.js';
import { setPassword, signIn } from './sign-in.documents.js';

/** What a right password leads to, before the person is signed in. */
type Step =
  | { readonly kind: 'password' }
  | { readonly kind: 'change'; readonly username: string; readonly token: string };

/** The page `/sign-in`. */
export function SignIn(): JSX.Element {
  const step = useSignal<Step>({ kind: 'password' });
  const { value: current } = session;
  useEffect(() => {
    if (current.state === 'signed-in') goOn(current.viewer.role);
  }, [current]);
  const { value: now } = step;
  return now.kind === 'change' ? <ChangeStep step={now} onStep={step} /> : <PasswordStep onStep={step} />;
}

/** Signs in, and either leaves the page or returns the next step or what is wrong. */
async function sendLogin(
  username: string,
  password: string,
): Promise<{ readonly step: Step } | { readonly errors: readonly UserError[] }> {
  const { login } = await mutate(
    signIn,
    { input: { username, password, delivery: 'COOKIE' } },
    { anonymous: true },
  );
  if (login.tokens !== null) {
    client.adopt(login.tokens);
    goOn(login.user?.role ?? 'USER');
    return { errors: [] };
  }
  if (login.status === 'PASSWORD_CHANGE_REQUIRED' && login.passwordChangeToken !== null)
    return { step: { kind: 'change', username, token: login.passwordChangeToken } };
  return { errors: login.userErrors };
}

function PasswordStep({ onStep }: { readonly onStep: Signal<Step> }): JSX.Element {
  const server = useSignal<ServerInfo | null>(null);
  const wait = useCountdown();
  useEffect(() => {
    loadServerInfo().then(
      (info) => {
        server.value = info;
      },
      () => undefined,
    );
  }, [server]);
  const reason = new URLSearchParams(location.search).get('reason');
  const submit = async ({ username = '', password = '' }: FormValues): Promise<readonly UserError[]> => {
    const outcome = await sendLogin(username, password);
    if ('step' in outcome) {
      onStep.value = outcome.step;
      return [];
    }
    const throttled = outcome.errors.find(({ retryAfter }) => retryAfter !== null);
    if (throttled?.retryAfter == null) return outcome.errors.map((error) => ({ ...error, field: null }));
    wait.start(throttled.retryAfter);
    return [];
  };
  return (
    <PeoplePage title={t().signIn.title} lead={leadOf(reason)}>
      {server.value?.setupRequired === true ? <p class="note">{t().signIn.setup}</p> : null}
      {wait.seconds > 0 ? <Alert>{t().signIn.waiting(wait.seconds)}</Alert> : null}
      <Form onSubmit={submit}>
        <Field name="username" label={t().signIn.username} autocomplete="username webauthn" hasFocus />
        <Field name="password" type="password" label={t().common.password} autocomplete="current-password" />
        <Submit isDisabled={wait.seconds > 0}>{t().signIn.submit}</Submit>
      </Form>
      {server.value?.signupEnabled === true ? (
        <p class="aside">
          {t().signIn.noAccount} <Link href={`/sign-up${location.search}`}>{t().signIn.signUp}</Link>
        </p>
      ) : null}
    </PeoplePage>
  );
}

function leadOf(reason: string | null): string | undefined {
  if (reason === 'ended') return t().signIn.ended;
  return reason === 'signed-out' ? t().signIn.signedOut : undefined;
}

/** The change of a password that was given to the person by somebody else. */
function ChangeStep(props: {
  readonly step: Extract<Step, { kind: 'change' }>;
  readonly onStep: Signal<Step>;
}): JSX.Element {
  const { step, onStep } = props;
  const submit = async ({ newPassword = '' }: FormValues): Promise<readonly UserError[]> => {
    const { resetPassword } = await mutate(
      setPassword,
      { input: { token: step.token, newPassword } },
      { anonymous: true },
    );
    if (!resetPassword.ok) return resetPassword.userErrors;
    const outcome = await sendLogin(step.username, newPassword);
    if ('errors' in outcome) return outcome.errors;
    onStep.value = outcome.step;
    return [];
  };
  return (
    <PeoplePage title={t().signIn.changeTitle} lead={t().signIn.changeLead} focusesHeading>
      <Form onSubmit={submit}>
        <input type="hidden" name="username" autocomplete="username" value={step.username} />
        <NewPassword name="newPassword" hasFocus />
        <Submit>{t().signIn.saveAndContinue}</Submit>
      </Form>
    </PeoplePage>
  );
}
