import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { failureOf, type OperationFailed } from '../../api/failure.js';
import { mutate, type Payload } from '../../api/send.js';
import { Button } from '../../framework/button.js';
import { Dialog, FormActions } from '../../framework/dialog.js';
import { Form, Submit } from '../../framework/form.js';
import { formatNumber } from '../../framework/format.js';
import { failureText } from '../../framework/states.js';
import { ta } from '../../texts/admin/index.js';
import { errorText } from '../../texts/errors.js';
import { t } from '../../texts/index.js';
import { ReasonField } from '../user/action-dialog.js';
import { disableUser, enableUser, endSessions } from '../user/actions.documents.js';

export type BulkAction = 'disable' | 'enable' | 'end';

export interface Selected {
  readonly id: string;
  readonly username: string;
}

interface Outcome {
  readonly username: string;
  readonly text: string;
  readonly isDone: boolean;
}

const namesShown = 8;

/** Does the same to several users, one after the other, and shows what became of each. */
export function BulkDialog(props: {
  readonly action: BulkAction;
  readonly users: readonly Selected[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}): JSX.Element {
  const { action, users, onDone, onClose } = props;
  const outcomes = useSignal<readonly Outcome[]>([]);
  const isStarted = useSignal(false);
  const { bulk, [action]: texts, working } = ta().actions;
  const title = bulk.titles[action](formatNumber(users.length), users.length === 1);
  const isFinished = outcomes.value.length === users.length;
  // What has begun is finished, so that no result is missed.
  const close = (): void => {
    if (!isStarted.value) onClose();
    else if (isFinished) onDone();
  };
  if (isStarted.value) {
    return (
      <Dialog title={title} onClose={close}>
        <p role="status">{working(formatNumber(outcomes.value.length), formatNumber(users.length))}</p>
        <progress max={users.length} value={outcomes.value.length} aria-label={title} />
        <Results outcomes={outcomes.value} />
        <FormActions>
          <Button kind="primary" isBusy={!isFinished} onClick={close}>
            {t().common.close}
          </Button>
        </FormActions>
      </Dialog>
    );
  }
  return (
    <Dialog title={title} onClose={close}>
      <p>{namesOf(users)}</p>
      <ul class="effects" aria-label={ta().actions.what}>
        {texts.effects.map((effect) => (
          <li key={effect}>{effect}</li>
        ))}
      </ul>
      <Form
        onSubmit={async ({ reason = '' }) => {
          if (action === 'disable' && reason.trim() === '') return [reasonMissing()];
          isStarted.value = true;
          for (const user of users) {
            const outcome = await doTo(user, action, reason);
            outcomes.value = [...outcomes.value, outcome];
          }
          return [];
        }}
      >
        {action === 'disable' ? <ReasonField /> : null}
        <FormActions>
          <Button onClick={close}>{t().common.cancel}</Button>
          <Submit kind={action === 'enable' ? 'primary' : 'danger'}>{texts.submit}</Submit>
        </FormActions>
      </Form>
    </Dialog>
  );
}

function Results({ outcomes }: { readonly outcomes: readonly Outcome[] }): JSX.Element {
  return (
    <ul class="results" aria-label={ta().actions.bulk.results}>
      {outcomes.map(({ username, text, isDone }) => (
        <li key={username}>
          <strong>{username}</strong> <span class={isDone ? 'quiet' : 'error'}>{text}</span>
        </li>
      ))}
    </ul>
  );
}

function namesOf(users: readonly Selected[]): string {
  const names = users.slice(0, namesShown).map(({ username }) => username);
  const more = users.length - names.length;
  return [...names, ...(more > 0 ? [ta().actions.bulk.and(formatNumber(more))] : [])].join(', ');
}

async function doTo({ id, username }: Selected, action: BulkAction, reason: string): Promise<Outcome> {
  try {
    const { payload, text } = await send(id, action, reason);
    const [error] = payload.userErrors;
    return { username, text: error === undefined ? text : errorText(error), isDone: error === undefined };
  } catch (error) {
    return { username, text: failureText(failureOf(error as OperationFailed)), isDone: false };
  }
}

async function send(
  id: string,
  action: BulkAction,
  reason: string,
): Promise<{ readonly payload: Payload; readonly text: string }> {
  const { ok, ended } = ta().actions.bulk;
  if (action === 'enable') return { payload: (await mutate(enableUser, { id })).enableUser, text: ok };
  if (action === 'disable') {
    return { payload: (await mutate(disableUser, { input: { id, reason } })).disableUser, text: ok };
  }
  const payload = (await mutate(endSessions, { userId: id, sessionIds: null })).revokeUserSessions;
  return { payload, text: ended(formatNumber(payload.revokedSessions)) };
}

function reasonMissing() {
  return { code: 'INVALID_INPUT', message: '', field: ['reason'], retryAfter: null, params: null };
}
