import type { Instances } from './instances.js';
import { beginInterleaving, type Interleaving, recordViolation, runRound, scopeOf } from './interleaving.js';
import type { TokenFamily } from './senders.js';

/** The numbers of what happened, which show that a run covered its cases. */
export interface Tally {
  interleavings: number;
  refreshes: number;
  crashes: number;
  repeats: number;
  reuses: number;
}

/** Runs one interleaving. Throws an error with its report when an invariant was violated. */
export async function runInterleaving(instances: Instances, seed: number, tally: Tally): Promise<void> {
  const run = await beginInterleaving(instances, seed);
  const rounds = 1 + run.random.below(3);
  for (let round = 0; round < rounds; round++) {
    await runRound(run);
    run.nowMs += 1_000 * run.random.pick([0, 1, 3, 11, 13, 60, 600]);
  }
  run.faultFree = true;
  await runRound(run);
  for (const family of run.families) await checkFinalState(run, family);
  count(run, tally);
  if (run.violations > 0) throw new Error(`seed ${seed}\n${run.trace.map((line) => line()).join('\n')}`);
}

/** Checks the rows and every token after all requests have finished. */
async function checkFinalState(run: Interleaving, family: TokenFamily): Promise<void> {
  const { instances, history } = run;
  const fixture = run.random.pick(instances.fixtures);
  const checkInvariant = (holds: boolean, invariant: string): void => {
    if (!holds) recordViolation(run, `session ${family.number}: ${invariant}`);
  };
  const firstToken = family.issuedRefreshTokens[0] ?? '';
  const [row] = await instances.database.dataSource.query(
    `SELECT s.ended_at IS NOT NULL AS ended, s.end_reason AS reason, count(*)::int AS all,
       count(*) FILTER (WHERE t.used_at IS NULL)::int AS live, count(DISTINCT t.successor_id)::int AS successors
     FROM sessions s JOIN refresh_tokens t ON t.session_id = s.id
     WHERE s.id = (SELECT session_id FROM refresh_tokens WHERE token_hash = sha256(convert_to($1, 'UTF8'))) GROUP BY s.id`,
    [firstToken],
  );
  checkInvariant(
    row.live === 1 && row.successors === row.all - 1,
    'its tokens form one chain with one live token at its end',
  );
  checkInvariant(!row.ended || row.reason === 'REFRESH_TOKEN_REUSED', 'it is ended only by reuse');
  checkInvariant(row.ended === family.loggedOut, 'its owner is signed out exactly when it has ended');
  const thieves = history.filter((one) => one.family === family.number && one.by === 'thief');
  checkInvariant(!row.ended || thieves.length > 0, 'without a thief its owner is not signed out');
  await instances.runInScope(scopeOf(run, null), async () => {
    const failure = await fixture.accessTokenFailure(family.accessToken);
    const isUnexpired = run.nowMs - family.accessTokenAt < 890_000;
    checkInvariant(
      row.ended ? failure !== null : !isUnexpired || failure === null,
      `the failure of its access token is ${failure}`,
    );
    if (!row.ended) return;
    const sendings = history.filter((one) => one.family === family.number);
    const tokens = new Set(
      sendings.flatMap(({ token: sent, answer }) =>
        answer.kind === 'granted' ? [sent, answer.tokens.refreshToken] : [sent],
      ),
    );
    for (const token of tokens)
      checkInvariant(
        (await fixture.refreshFailure(token)) === 'SESSION_REVOKED',
        'its refresh tokens are rejected after its end',
      );
    const stolen = thieves.flatMap(({ answer }) =>
      answer.kind === 'granted' ? [answer.tokens.accessToken] : [],
    );
    for (const access of stolen)
      checkInvariant(
        (await fixture.accessTokenFailure(access)) !== null,
        'stolen access tokens are rejected after its end',
      );
  });
}

function count({ history }: Interleaving, tally: Tally): void {
  tally.interleavings++;
  const granted = history.filter(({ answer }) => answer.kind === 'granted');
  tally.refreshes += granted.length;
  tally.repeats += granted.length - new Set(granted.map(({ token }) => token)).size;
  tally.crashes += history.filter(({ answer }) => answer.kind === 'none').length;
  tally.reuses += history.filter(
    ({ answer }) => answer.kind === 'rejected' && answer.reason === 'REFRESH_TOKEN_REUSED',
  ).length;
}
