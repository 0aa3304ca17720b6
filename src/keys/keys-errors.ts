import { StartupError } from '../kernel/index.js';

/** Refuses to start because what the database holds was sealed with another master key; nothing was changed. */
export function masterKeyWrong(): StartupError {
  return new StartupError(
    'MASTER_KEY_WRONG',
    'CORDON_MASTER_KEY is not the master key that the keys in this database were sealed with.',
    'Set CORDON_MASTER_KEY to the key of this database (in development: restore the key file in the data folder). Nothing was changed.',
  );
}
