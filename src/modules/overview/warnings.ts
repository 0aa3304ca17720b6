/** What an administrator should know about the server. */
export interface ServerWarning {
  readonly code:
    | 'UNDECLARED_ROLES'
    | 'ONE_ADMINISTRATOR'
    | 'AUDIT_TAMPERED'
    | 'AUDIT_NOT_VERIFIED'
    | 'SIGNING_KEY_OLD'
    | 'PREVIOUS_MASTER_KEY'
    | 'DEVELOPMENT_MODE'
    | 'INTROSPECTION_ON'
    | 'NOTIFICATIONS_DOWN';
  readonly message: string;
  readonly remedy: string;
}

/** What the warnings follow from. */
export interface WarningFacts {
  readonly now: Date;
  readonly undeclaredRoles: readonly { readonly role: string; readonly users: number }[];
  readonly administrators: number;
  readonly lastCheck: { readonly checkedAt: Date; readonly valid: boolean } | null;
  readonly activeKeySince: Date | null;
  readonly receivesNotifications: boolean;
  readonly isProduction: boolean;
  readonly introspection: boolean;
  readonly hasPreviousMasterKey: boolean;
}

const dayMs = 24 * 3_600_000;
const maxCheckAgeDays = 30;
const maxKeyAgeDays = 180;

type Candidates = readonly (ServerWarning | false)[];

/** Returns the warnings, the most urgent first. */
export function findWarnings(facts: WarningFacts): readonly ServerWarning[] {
  const candidates = [...auditAndUsers(facts), ...keysAndMode(facts)];
  return candidates.filter((warning) => warning !== false);
}

function auditAndUsers({ now, lastCheck, undeclaredRoles, ...facts }: WarningFacts): Candidates {
  const roles = undeclaredRoles.map(({ role, users }) => `${role} (${users})`).join(', ');
  return [
    lastCheck?.valid === false && {
      code: 'AUDIT_TAMPERED',
      message: 'The last verification found that the audit log was changed or cut.',
      remedy: 'Run `cordon audit verify`, and compare the log with a backup.',
    },
    !facts.receivesNotifications && {
      code: 'NOTIFICATIONS_DOWN',
      message: 'Changes of other instances are not received; every request reads the database instead.',
      remedy:
        'Check the connection to the database. A pooler in transaction mode needs CORDON_DATABASE_LISTEN_URL.',
    },
    roles !== '' && {
      code: 'UNDECLARED_ROLES',
      message: `Users have roles that are not declared, with which they cannot sign in: ${roles}.`,
      remedy: 'Declare the roles, or assign other ones.',
    },
    facts.administrators < 2 && {
      code: 'ONE_ADMINISTRATOR',
      message: 'Only one administrator can sign in.',
      remedy: 'Invite a second one, so that a lost password does not lock everybody out.',
    },
    (lastCheck === null || isOlder(now, lastCheck.checkedAt, maxCheckAgeDays)) && {
      code: 'AUDIT_NOT_VERIFIED',
      message: `The audit log was not verified in the last ${maxCheckAgeDays} days.`,
      remedy: 'Verify it, and keep the head that is printed outside of this server.',
    },
  ];
}

function keysAndMode({ now, activeKeySince, isProduction, ...facts }: WarningFacts): Candidates {
  return [
    activeKeySince !== null &&
      isOlder(now, activeKeySince, maxKeyAgeDays) && {
        code: 'SIGNING_KEY_OLD',
        message: `The signing key is older than ${maxKeyAgeDays} days.`,
        remedy: 'Rotate it: `cordon keys rotate`. No token becomes invalid.',
      },
    facts.hasPreviousMasterKey && {
      code: 'PREVIOUS_MASTER_KEY',
      message: 'The previous master key is still configured.',
      remedy: 'Run `cordon keys rewrap`, then remove CORDON_PREVIOUS_MASTER_KEY.',
    },
    !isProduction && {
      code: 'DEVELOPMENT_MODE',
      message: 'The server runs in development mode.',
      remedy: 'Set NODE_ENV to production before real users sign in.',
    },
    isProduction &&
      facts.introspection && {
        code: 'INTROSPECTION_ON',
        message: 'Introspection is on in production, so anyone can read the schema.',
        remedy: 'Set CORDON_INTROSPECTION to off, unless the schema is public.',
      },
  ];
}

function isOlder(now: Date, since: Date, days: number): boolean {
  return now.getTime() - since.getTime() > days * dayMs;
}
