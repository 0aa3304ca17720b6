import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { failureOf } from '../api/failure.js';
import { t } from '../texts/index.js';
import { Button } from './button.js';
import { Alert, failureText } from './states.js';

/** Asks for a passkey, and shows what went wrong. `onProve` returns that, or null when it was accepted. */
export function PasskeyButton(props: { readonly onProve: () => Promise<string | null> }): JSX.Element {
  const isBusy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const run = async (): Promise<void> => {
    isBusy.value = true;
    problem.value = null;
    try {
      problem.value = await props.onProve();
    } catch (error) {
      problem.value = failureText(failureOf(error));
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <>
      {problem.value === null ? null : <Alert>{problem.value}</Alert>}
      <Button kind="primary" icon="passkey" isBusy={isBusy.value} onClick={run}>
        {t().signIn.factors.PASSKEY.label}
      </Button>
    </>
  );
}
