import type { DataSource } from 'typeorm';
import { onStatement } from '../../helpers/record-statements.js';

/** An operation that is interrupted, and how. */
export interface InterruptedOperation<User> {
  readonly dataSource: DataSource;
  readonly createUser: () => Promise<User>;
  /** Runs the operation. Must not throw when it fails. */
  readonly run: (user: User) => Promise<unknown>;
  /** Called before the statement to interrupt, with its TypeORM query runner. */
  readonly interrupt: (runner: unknown) => void;
}

const maxStatements = 60;
const changedTables = [
  'users',
  'password_credentials',
  'password_history',
  'sessions',
  'refresh_tokens',
  'one_time_tokens',
  'email_changes',
  'mail_outbox',
  'mfa_challenges',
  'totp_factors',
  'recovery_codes',
];
const digests = changedTables.map(
  (table) => `coalesce((SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM ${table} t), '')`,
);

/** Reads a digest of everything that operations change, and the actions that were recorded after an entry. */
async function readState(dataSource: DataSource, after = 0) {
  const [row] = await dataSource.query<[{ digest: string; last: number; actions: readonly string[] }]>(
    `SELECT ${digests.join(' || ')} AS digest, (SELECT max(sequence)::int FROM audit_events) AS last,
       array(SELECT action FROM audit_events WHERE sequence > $1 ORDER BY sequence) AS actions`,
    [after],
  );
  return row;
}

/**
 * Interrupts the operation before its first statement, then before its second, and so on, until it completes.
 * Returns for each run what was changed and recorded.
 */
export async function interruptEachStatement<User>(
  operation: InterruptedOperation<User>,
): Promise<readonly string[]> {
  const { dataSource, createUser, run, interrupt } = operation;
  const outcomes: string[] = [];
  let user: User | null = null;
  for (let interrupted = 1; interrupted < maxStatements; interrupted += 1) {
    user ??= await createUser();
    const before = await readState(dataSource);
    let statements = 0;
    onStatement(dataSource, (query, _values, runner) => {
      // Statements of background work are not part of the operation.
      if (/FROM signing_keys|pg_notify/.test(query)) return;
      statements += 1;
      if (statements === interrupted) interrupt(runner);
    });

    await run(user);

    onStatement(dataSource, () => {});
    const after = await readState(dataSource, before.last);
    const isChanged = after.digest !== before.digest;
    outcomes.push(`${isChanged ? 'changed' : 'unchanged'}, recorded ${after.actions.join(' ') || 'nothing'}`);
    if (statements < interrupted) return outcomes;
    // The next run needs a user in the original state.
    if (isChanged) user = null;
  }
  throw new Error(`an operation of ${maxStatements} statements`);
}

/** Returns the different outcomes, sorted. */
export function distinctOutcomes(outcomes: readonly string[]): readonly string[] {
  return [...new Set(outcomes)].toSorted((one, other) => one.localeCompare(other));
}

/** Returns the only allowed outcomes of an operation that records this action. */
export function allOrNothing(action: string): readonly string[] {
  return [`changed, recorded ${action}`, 'unchanged, recorded nothing'];
}
