import type { EntitySchema } from 'typeorm';
import { auditTables } from './modules/audit/index.js';
import { keysTables } from './modules/keys/index.js';
import { passwordsTables } from './modules/passwords/index.js';
import { sessionsTables } from './modules/sessions/index.js';
import { tokensTables } from './modules/tokens/index.js';
import { usersTables } from './modules/users/index.js';
import { rateLimitTables } from './platform/rate-limit/index.js';

/** Every table of the house; a new module adds its own. */
export const tables: readonly EntitySchema[] = [
  ...usersTables,
  ...passwordsTables,
  ...tokensTables,
  ...keysTables,
  ...sessionsTables,
  ...rateLimitTables,
  ...auditTables,
];
