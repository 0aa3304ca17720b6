import type { EntitySchema } from 'typeorm';
import { auditTables } from './modules/audit/index.js';
import { keysTables } from './modules/keys/index.js';
import { mailTables } from './modules/mail/index.js';
import { mfaTables } from './modules/mfa/index.js';
import { passkeysTables } from './modules/passkeys/index.js';
import { passwordsTables } from './modules/passwords/index.js';
import { sessionsTables } from './modules/sessions/index.js';
import { tokensTables } from './modules/tokens/index.js';
import { usersTables } from './modules/users/index.js';
import { rateLimitTables } from './platform/rate-limit/index.js';

/** The tables of all modules; a new module adds its tables here. */
export const tables: readonly EntitySchema[] = [
  ...usersTables,
  ...passwordsTables,
  ...tokensTables,
  ...keysTables,
  ...sessionsTables,
  ...mfaTables,
  ...rateLimitTables,
  ...auditTables,
  ...mailTables,
  ...passkeysTables,
];
