import type { ComponentChildren, JSX } from 'preact';
import { formatNumber } from '../../framework/format.js';
import { ta } from '../../texts/admin/index.js';
import { t } from '../../texts/index.js';
import { roleName, StatusBadge } from '../lists/badges.js';
import { Time } from '../lists/time.js';
import { Address } from '../users/users-table.js';
import type { UserDetailsFragment } from './user.documents.js';

/** What is known about a user. */
export function ProfileTab({ user }: { readonly user: UserDetailsFragment }): JSX.Element {
  const { users, user: texts } = ta();
  return (
    <dl class="facts card">
      <Fact name={users.name}>{user.username}</Fact>
      <Fact name={users.fullName}>{user.fullName ?? <Quiet>{t().common.none}</Quiet>}</Fact>
      <Fact name={users.email}>
        <Address email={user.email} isVerified={user.emailVerified} />
      </Fact>
      <Fact name={users.role}>{roleName(user.role)}</Fact>
      <Fact name={users.status}>
        <StatusBadge status={user.status} />
      </Fact>
      {user.disabledReason === null ? null : <Fact name={texts.disabledReason}>{user.disabledReason}</Fact>}
      {user.status === 'DISABLED' ? (
        <Fact name={texts.disabledUntil}>
          <Time at={user.disabledUntil} none={texts.untilEnabled} />
        </Fact>
      ) : null}
      <Fact name={texts.language}>{user.locale ?? <Quiet>{t().account.profile.noLocale}</Quiet>}</Fact>
      <Fact name={users.lastLogin}>
        <Time at={user.lastLoginAt} none={t().common.never} />
      </Fact>
      <Fact name={users.created}>
        <Time at={user.createdAt} />
      </Fact>
      <Fact name={texts.updated}>
        <Time at={user.updatedAt} /> <Quiet>{`(${texts.version} ${formatNumber(user.version)})`}</Quiet>
      </Fact>
      <Fact name={texts.id}>
        <code>{user.id}</code>
      </Fact>
      {user.metadata === null ? null : (
        <Fact name={texts.metadata}>
          <pre>{JSON.stringify(user.metadata, null, 2)}</pre>
        </Fact>
      )}
    </dl>
  );
}

/** A line of a list of facts. */
export function Fact(props: { readonly name: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function Quiet({ children }: { readonly children: string }): JSX.Element {
  return <span class="quiet">{children}</span>;
}
