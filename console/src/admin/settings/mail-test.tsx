import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { failureOf } from '../../api/failure.js';
import { mutate } from '../../api/send.js';
import { Button } from '../../framework/button.js';
import { Icon } from '../../framework/icon.js';
import { Alert, failureText } from '../../framework/states.js';
import { ta } from '../../texts/admin/index.js';
import { errorText } from '../../texts/errors.js';
import { sendTestMail } from './settings.documents.js';

/** Sends a mail to the administrator, to see whether it arrives. */
export function MailTest(props: { readonly isEnabled: boolean; readonly email: string }): JSX.Element {
  const texts = ta().settings;
  const state = useSignal<'idle' | 'busy' | 'sent'>('idle');
  const problem = useSignal<string | null>(null);
  const send = async (): Promise<void> => {
    state.value = 'busy';
    problem.value = null;
    try {
      const { sendTestMail: payload } = await mutate(sendTestMail, {});
      const [error] = payload.userErrors;
      state.value = error === undefined ? 'sent' : 'idle';
      if (error !== undefined) problem.value = errorText(error);
    } catch (error) {
      state.value = 'idle';
      problem.value = failureText(failureOf(error));
    }
  };
  return (
    <section class="section" aria-labelledby="mail-test">
      <h2 id="mail-test">{texts.mail}</h2>
      {props.isEnabled ? (
        <div class="marks">
          <p>{texts.mailLead(props.email)}</p>
          <Button isBusy={state.value === 'busy'} onClick={send}>
            {texts.sendMail}
          </Button>
        </div>
      ) : (
        <p class="note warn">
          <Icon name="warning" />
          <span>{texts.mailOff}</span>
        </p>
      )}
      <div role="status">
        {state.value === 'sent' ? (
          <p class="note good">
            <Icon name="check" />
            <span>{texts.mailSent}</span>
          </p>
        ) : null}
      </div>
      {problem.value === null ? null : <Alert>{problem.value}</Alert>}
    </section>
  );
}
