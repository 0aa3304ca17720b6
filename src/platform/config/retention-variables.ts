import type { Settings } from './settings.js';
import { integerBetween } from './value-parsers.js';
import type { Variable } from './variable.js';

type RetentionSettings = Pick<
  Settings,
  | 'eraseDeletedAfterDays'
  | 'sessionRetentionDays'
  | 'linkRetentionDays'
  | 'counterRetentionDays'
  | 'mailRetentionHours'
  | 'auditRetentionDays'
>;

const days = { format: 'an integer from 1 to 3650', schema: integerBetween(1, 3_650) };

/** The variables about how long data is kept. */
export const retentionVariables: {
  readonly [Key in keyof RetentionSettings]: Variable<RetentionSettings[Key]>;
} = {
  eraseDeletedAfterDays: {
    name: 'CORDON_ERASE_DELETED_AFTER_DAYS',
    description:
      'The days after which deleted users are erased: their rows, and what names them in the audit log. ' +
      'With 0, within minutes.',
    format: 'an integer from 0 to 3650',
    schema: integerBetween(0, 3_650),
    development: 30,
    production: 30,
  },
  sessionRetentionDays: {
    name: 'CORDON_SESSION_RETENTION_DAYS',
    description:
      'The days for which sessions that ended or expired are kept, with all their refresh tokens. Until ' +
      'they are removed, they are listed, and a client that returns learns why its session ended.',
    ...days,
    development: 30,
    production: 30,
  },
  linkRetentionDays: {
    name: 'CORDON_LINK_RETENTION_DAYS',
    description:
      'The days for which the tokens of expired links (invitations, resets, verifications, changes of an ' +
      'address) are kept. Until they are removed, they are reported as expired, and afterwards as ' +
      'invalid.',
    ...days,
    development: 30,
    production: 30,
  },
  counterRetentionDays: {
    name: 'CORDON_COUNTER_RETENTION_DAYS',
    description:
      'The days for which the counters of rate limits and of failed logins are kept after their window; ' +
      'they no longer count. With 0, they are removed within minutes.',
    format: 'an integer from 0 to 3650',
    schema: integerBetween(0, 3_650),
    development: 0,
    production: 0,
  },
  mailRetentionHours: {
    name: 'CORDON_MAIL_RETENTION_HOURS',
    description:
      'The hours for which a mail that cannot be delivered stays in the outbox and is tried again. Mails ' +
      'that were sent are removed at once.',
    format: 'an integer from 1 to 168',
    schema: integerBetween(1, 168),
    development: 24,
    production: 24,
  },
  auditRetentionDays: {
    name: 'CORDON_AUDIT_RETENTION_DAYS',
    description:
      'The days for which entries of the audit log are kept; they are removed within a day after. The ' +
      'rest of the log still verifies. Without the setting, entries are kept for ever.',
    format: 'an integer from 1 to 36500',
    schema: integerBetween(1, 36_500),
    development: null,
    production: null,
  },
};
