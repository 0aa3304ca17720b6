import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { failureOf } from '../api/failure.js';
import type { UserError } from '../api/send.js';
import { loadServerInfo, type ServerInfo, session } from '../api/session.js';
import { supportsPasskeys } from '../api/webauthn.js';
import { Button } from '../framework/button.js';
import { Field } from '../framework/field.js';
import { Form, type FormValues, Submit } from '../framework/form.js';
import { Alert, failureText } from '../framework/states.js';
import { errorText } from '../texts/errors.js';
import { t } from '../texts/index.js';
import { useCountdown } from './countdown.js';
import { FactorStep } from './factor-step.js';
import { NewPassword } from './new-password.js';
import { PeoplePage } from './people-page.js';
import { goOn } from './return-address.js';
import { type Step, sendNewPassword, sendPassword, signInWithPasskey } from './sign-in-steps.js';

/** The page `/sign-in`. */
export function SignIn(): JSX.Element {
  const step = useSignal<Step>({ kind: 'password' });
  const { value: current } = session;
  useEffect(() => {
    if (current.state === 'signed-in') goOn(current.viewer.role);
  }, [current]);
  const { value: now } = step;
  const onStep = (next: Step): void => {
    step.value = next;
  };
  if (now.kind === 'factor') return <FactorStep step={now} onStep={onStep} />;
  if (now.kind === 'change') return <ChangeStep step={now} onStep={onStep} />;
  return <PasswordStep problem={now.problem ?? null} onStep={onStep} />;
}

function PasswordStep(props: {
  readonly problem: UserError | null;
  readonly onStep: (step: Step) => void;
}): JSX.Element {
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
  const submit = async ({ username = '', password = '' }: FormValues): Promise<readonly UserError[]> => {
    const { step, errors } = await sendPassword(username, password);
    if (step !== undefined) props.onStep(step);
    const seconds = errors.find(({ retryAfter }) => retryAfter !== null)?.retryAfter ?? null;
    if (seconds === null) return errors.map((error) => ({ ...error, field: null }));
    wait.start(seconds);
    return [];
  };
  return (
    <PeoplePage title={t().signIn.title} lead={leadOf(new URLSearchParams(location.search).get('reason'))}>
      {server.value?.setupRequired === true ? <p class="note">{t().signIn.setup}</p> : null}
      {props.problem === null ? null : <Alert>{errorText(props.problem)}</Alert>}
      {wait.seconds > 0 ? <Alert>{t().signIn.waiting(wait.seconds)}</Alert> : null}
      <Form onSubmit={submit}>
        <Field name="username" label={t().signIn.username} autocomplete="username" hasFocus />
        <Field name="password" type="password" label={t().common.password} autocomplete="current-password" />
        <Submit isDisabled={wait.seconds > 0}>{t().signIn.submit}</Submit>
      </Form>
      {supportsPasskeys() ? <PasskeySignIn onStep={props.onStep} /> : null}
      <Asides server={server.value} />
    </PeoplePage>
  );
}

function PasskeySignIn({ onStep }: { readonly onStep: (step: Step) => void }): JSX.Element {
  const isBusy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const run = async (): Promise<void> => {
    isBusy.value = true;
    problem.value = null;
    try {
      const { step, errors, problem: failed = null } = await signInWithPasskey();
      if (step !== undefined) onStep(step);
      problem.value = failed ?? (errors.length === 0 ? null : errors.map(errorText).join(' '));
    } catch (error) {
      problem.value = failureText(failureOf(error));
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <>
      <p class="or">{t().signIn.or}</p>
      {problem.value === null ? null : <Alert>{problem.value}</Alert>}
      <Button icon="passkey" isBusy={isBusy.value} onClick={run}>
        {t().signIn.withPasskey}
      </Button>
    </>
  );
}

/** Where else the page leads: to a new password, a new mail, a new account. */
function Asides({ server }: { readonly server: ServerInfo | null }): JSX.Element | null {
  if (server === null || !(server.signupEnabled || server.mailEnabled)) return null;
  return (
    <div class="aside links">
      {server.mailEnabled ? <Link href="/reset">{t().email.forgot}</Link> : null}
      {server.emailVerificationRequired ? <Link href="/verify-email">{t().email.verifyAgain}</Link> : null}
      {server.signupEnabled ? (
        <p>
          {t().signIn.noAccount} <Link href={`/sign-up${location.search}`}>{t().signIn.signUp}</Link>
        </p>
      ) : null}
    </div>
  );
}

function leadOf(reason: string | null): string | undefined {
  if (reason === 'ended') return t().signIn.ended;
  if (reason === 'deleted') return t().signIn.deleted;
  return reason === 'signed-out' ? t().signIn.signedOut : undefined;
}

/** The change of a password that was given to the person by somebody else. */
function ChangeStep(props: {
  readonly step: Extract<Step, { kind: 'change' }>;
  readonly onStep: (step: Step) => void;
}): JSX.Element {
  const submit = async ({ newPassword = '' }: FormValues): Promise<readonly UserError[]> => {
    const { step, errors } = await sendNewPassword(props.step, newPassword);
    if (step !== undefined) props.onStep(step);
    return errors;
  };
  return (
    <PeoplePage title={t().signIn.changeTitle} lead={t().signIn.changeLead} focusesHeading>
      <Form onSubmit={submit}>
        <input type="hidden" name="username" autocomplete="username" value={props.step.username} />
        <NewPassword name="newPassword" hasFocus />
        <Submit>{t().signIn.saveAndContinue}</Submit>
      </Form>
    </PeoplePage>
  );
}
