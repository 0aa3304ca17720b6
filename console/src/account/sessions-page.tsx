import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { failureOf } from '../api/failure.js';
import { mutate } from '../api/send.js';
import { signOut } from '../api/session.js';
import { type Loading, useQuery } from '../api/use-query.js';
import { Button } from '../framework/button.js';
import { describeDevice } from '../framework/device.js';
import { Alert, failureText, Loaded } from '../framework/states.js';
import { Ago } from '../framework/time.js';
import { showToast } from '../framework/toast.js';
import { t } from '../texts/index.js';
import { endOtherSessions, endSession, type MySessionsQuery, mySessions } from './account.documents.js';
import { AccountPage, Section } from './account-page.js';

type OwnSession = MySessionsQuery['mySessions'][number];

/** The page `/account/sessions`. */
export function SessionsPage(): JSX.Element {
  const sessions = useQuery(mySessions, {});
  const problem = useSignal<string | null>(null);
  const texts = t().account.sessions;
  const run = async (action: () => Promise<string>): Promise<void> => {
    problem.value = null;
    try {
      showToast(await action());
    } catch (error) {
      problem.value = failureText(failureOf(error));
    }
    sessions.reload();
  };
  const endOthers = (): Promise<void> =>
    run(async () => {
      const { logout } = await mutate(endOtherSessions, {});
      return texts.othersEnded(logout.revokedSessions);
    });
  const end = (session: OwnSession): Promise<void> =>
    session.current
      ? signOut()
      : run(async () => {
          await mutate(endSession, { id: session.id });
          return texts.ended;
        });
  return (
    <AccountPage title={texts.title} lead={texts.lead}>
      {problem.value === null ? null : <Alert>{problem.value}</Alert>}
      <Section title={texts.devices} action={<EndOthers sessions={sessions} onEnd={endOthers} />}>
        <Loaded of={sessions}>
          {({ mySessions: list }) => (
            <ul class="entries">
              {list.map((session) => (
                <SessionEntry key={session.id} session={session} onEnd={() => end(session)} />
              ))}
            </ul>
          )}
        </Loaded>
      </Section>
    </AccountPage>
  );
}

function EndOthers(props: {
  readonly sessions: Loading<MySessionsQuery>;
  readonly onEnd: () => Promise<void>;
}): JSX.Element | null {
  const count = props.sessions.data?.mySessions.filter(({ current }) => !current).length ?? 0;
  return count === 0 ? null : <Button onClick={props.onEnd}>{t().account.sessions.endOthers}</Button>;
}

function SessionEntry(props: {
  readonly session: OwnSession;
  readonly onEnd: () => Promise<void>;
}): JSX.Element {
  const { session } = props;
  const texts = t().account.sessions;
  const device = session.deviceName ?? describeDevice(session.userAgent);
  return (
    <li>
      <div>
        <p>
          <strong title={session.userAgent ?? undefined}>{device}</strong>{' '}
          {session.current ? <span class="badge good">{texts.current}</span> : null}
        </p>
        <p class="quiet">
          {session.ipAddress ?? t().common.unknown} · {texts.used} <Ago instant={session.lastUsedAt} /> ·{' '}
          {texts.since} <Ago instant={session.createdAt} />
        </p>
      </div>
      <Button {...(session.current ? {} : { label: texts.endOf(device) })} onClick={props.onEnd}>
        {session.current ? t().shell.signOut : texts.end}
      </Button>
    </li>
  );
}
