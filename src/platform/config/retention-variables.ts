import type { Settings } from './settings.js';
import { integerBetween } from './value-parsers.js';
import type { Variable } from './variable.js';

/** The variables about how long data is kept. */
export const retentionVariables: {
  readonly eraseDeletedAfterDays: Variable<Settings['eraseDeletedAfterDays']>;
} = {
  eraseDeletedAfterDays: {
    name: 'CORDON_ERASE_DELETED_AFTER_DAYS',
    description:
      'The days after which deleted users are erased: their rows, and what names them in the audit log. With 0, within minutes.',
    format: 'an integer from 0 to 3650',
    schema: integerBetween(0, 3_650),
    development: 30,
    production: 30,
  },
};
