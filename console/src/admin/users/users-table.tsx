import type { JSX } from 'preact';
import { Icon } from '../../framework/icon.js';
import { type Column, Table, type TableProps } from '../../framework/table.js';
import { ta } from '../../texts/admin/index.js';
import { t } from '../../texts/index.js';
import { roleName, StatusBadge } from '../lists/badges.js';
import { Time } from '../lists/time.js';
import type { UserRowFragment } from './users.documents.js';

type Props = Pick<
  TableProps<UserRowFragment>,
  'rows' | 'sorting' | 'onSort' | 'selected' | 'onSelect' | 'isBusy'
>;

/** The list of users. */
export function UsersTable(props: Props): JSX.Element {
  return (
    <Table
      {...props}
      caption={ta().users.caption}
      columns={columns()}
      keyOf={({ id }) => id}
      nameOf={({ username }) => username}
      hrefOf={({ id }) => `/console/users/${id}`}
    />
  );
}

function columns(): readonly Column<UserRowFragment>[] {
  const { users } = ta();
  return [
    {
      key: 'username',
      header: users.name,
      canSort: true,
      render: ({ username, fullName }) => (
        <>
          {username}
          {fullName === null ? null : <span class="second">{fullName}</span>}
        </>
      ),
    },
    {
      key: 'email',
      header: users.email,
      canSort: true,
      render: ({ email, emailVerified }) => <Address email={email} isVerified={emailVerified} />,
    },
    { key: 'role', header: users.role, render: ({ role }) => roleName(role) },
    { key: 'status', header: users.status, render: ({ status }) => <StatusBadge status={status} /> },
    {
      key: 'lastLogin',
      header: users.lastLogin,
      canSort: true,
      render: ({ lastLoginAt }) => <Time at={lastLoginAt} none={t().common.never} />,
    },
    {
      key: 'created',
      header: users.created,
      canSort: true,
      render: ({ createdAt }) => <Time at={createdAt} isDay />,
    },
  ];
}

/** An email address, with a mark when it is verified. */
export function Address(props: { readonly email: string; readonly isVerified: boolean }): JSX.Element {
  const { email, isVerified } = props;
  // The line breaks before the domain first.
  const domain = email.lastIndexOf('@');
  const text = isVerified ? ta().users.verified : ta().users.unverified;
  return (
    <span class="address">
      <span>
        {email.slice(0, domain)}
        <wbr />
        {email.slice(domain)}
      </span>
      {isVerified ? (
        <span class="proof" title={text}>
          <Icon name="check" />
          <span class="hidden">{text}</span>
        </span>
      ) : (
        <span class="second">{text}</span>
      )}
    </span>
  );
}
