import type { MigrationInterface } from 'typeorm';
import { FirstTables1763769600000 } from './0001-first-tables.js';
import { ChangeNotices1763773200000 } from './0002-change-notices.js';
import { GuessCounters1763776800000 } from './0003-guess-counters.js';
import { Audit1763780400000 } from './0004-audit.js';
import { PasswordHistory1763784000000 } from './0005-password-history.js';
import { OneTimeTokenBindings1763787600000 } from './0006-one-time-token-bindings.js';
import { ProjectRoles1763791200000 } from './0007-project-roles.js';
import { MailOutbox1763794800000 } from './0008-mail-outbox.js';
import { EmailFlows1763798400000 } from './0009-email-flows.js';
import { SecondFactors1763802000000 } from './0010-second-factors.js';
import { Passkeys1763805600000 } from './0011-passkeys.js';
import { Erasure1763809200000 } from './0012-erasure.js';
import { LargeLists1763812800000 } from './0013-large-lists.js';
import { SessionLists1763816400000 } from './0014-session-lists.js';
import { AuditChecks1763820000000 } from './0015-audit-checks.js';
import { UnverifiedUsers1763823600000 } from './0016-unverified-users.js';
import { AuditRetention1763834400000 } from './0019-audit-retention.js';
import { RareUsers1763841600000 } from './0021-rare-users.js';
import { DueSessions1763848800000 } from './0023-due-sessions.js';
import { FlatCounts1763852400000 } from './0024-flat-counts.js';
import { UserHistories1763856000000 } from './0025-user-histories.js';
import { ActiveUsers1763859600000 } from './0026-active-users.js';
import { SessionDevices1763863200000 } from './0027-session-devices.js';

/** All migrations, oldest first. New ones are added at the end; a released one is never changed. */
export const migrations: readonly (new () => MigrationInterface)[] = [
  FirstTables1763769600000,
  ChangeNotices1763773200000,
  GuessCounters1763776800000,
  Audit1763780400000,
  PasswordHistory1763784000000,
  OneTimeTokenBindings1763787600000,
  ProjectRoles1763791200000,
  MailOutbox1763794800000,
  EmailFlows1763798400000,
  SecondFactors1763802000000,
  Passkeys1763805600000,
  Erasure1763809200000,
  LargeLists1763812800000,
  SessionLists1763816400000,
  AuditChecks1763820000000,
  UnverifiedUsers1763823600000,
  AuditRetention1763834400000,
  RareUsers1763841600000,
  DueSessions1763848800000,
  FlatCounts1763852400000,
  UserHistories1763856000000,
  ActiveUsers1763859600000,
  SessionDevices1763863200000,
];
