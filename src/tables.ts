import type { EntitySchema } from 'typeorm';
import { auditTables } from './audit/index.js';
import { keysTables } from './keys/index.js';
import { limitsTables } from './limits/index.js';
import { passwordsTables } from './passwords/index.js';
import { sessionsTables } from './sessions/index.js';
import { tokensTables } from './tokens/index.js';
import { usersTables } from './users/index.js';

/** Every table of the house; a new room adds its own. */
export const tables: readonly EntitySchema[] = [
  ...usersTables,
  ...passwordsTables,
  ...tokensTables,
  ...keysTables,
  ...sessionsTables,
  ...limitsTables,
  ...auditTables,
];
