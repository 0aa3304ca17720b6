import type { ComponentChildren, JSX } from 'preact';
import { Link } from 'wouter-preact';
import { formatNumber } from '../../framework/format.js';
import { ta } from '../../texts/admin/index.js';
import type { OverviewFiguresQuery } from './overview.documents.js';

/** The figures at the top of the page, each with a link to the list behind it. */
export function Figures({ overview }: { readonly overview: OverviewFiguresQuery['overview'] }): JSX.Element {
  const { users, activeSessions, hourly } = overview;
  const sum = (name: 'signIns' | 'failures' | 'signUps'): number =>
    hourly.reduce((total, point) => total + point[name], 0);
  const texts = ta().overview;
  return (
    <ul class="figures">
      <Figure label={texts.users} value={users.total} href="/console/users">
        {texts.usersDetail(
          formatNumber(users.active),
          formatNumber(users.invited),
          formatNumber(users.disabled),
        )}
      </Figure>
      <Figure label={texts.sessions} value={activeSessions} href="/console/sessions">
        {texts.sessionsDetail}
      </Figure>
      <Figure label={texts.signInsToday} value={sum('signIns')} href="/console/audit?action=session.started">
        {texts.signUpsDetail(formatNumber(sum('signUps')))}
      </Figure>
      <Figure label={texts.failuresToday} value={sum('failures')} href="/console/audit?action=login.failed">
        {texts.failuresDetail}
      </Figure>
    </ul>
  );
}

function Figure(props: {
  readonly label: string;
  readonly value: number;
  readonly href: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <li>
      <Link href={props.href} class="card figure">
        <span class="label">{props.label}</span>
        <strong>{formatNumber(props.value)}</strong>
        <span class="quiet">{props.children}</span>
      </Link>
    </li>
  );
}
