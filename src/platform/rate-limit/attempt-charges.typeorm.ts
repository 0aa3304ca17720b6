import type { Clock, Reader } from '../../shared/index.js';
import { preparedStatement } from '../database/index.js';
import type { ChargeAttempt, LoginThrottlePolicy } from './attempt-counters.js';
import {
  type AttemptRow,
  countAttempt,
  countedAttempt,
  countParameters,
  secondsLocked,
  undoAttempt,
  undoParameters,
} from './attempt-counters.typeorm.js';
import type { CounterKeys, CounterRow } from './counters.js';
import {
  chargeCounter,
  chargedCounter,
  prepareCharge,
  queryCounters,
  queryPreparedCounters,
  undoCharge,
} from './counters.typeorm.js';

// The parameters of the attempt are $1 to $9. Both statements change the counter of the attempt first, so
// that concurrent ones never wait for each other in a circle.
const chargeStatement = preparedStatement(`WITH attempt AS (${countAttempt}),
  charge AS (${chargeCounter(10, 'EXISTS (SELECT FROM attempt)')})
SELECT * FROM (${countedAttempt}) AS a LEFT JOIN (${chargedCounter('$10')}) AS r ON true`);

const undoStatement = preparedStatement(`WITH attempt AS (${undoAttempt} RETURNING key)
${undoCharge(7)} AND (SELECT count(*) FROM attempt) >= 0`);

/** The columns of an address without a counter. */
interface NoCounter {
  readonly charged: null;
}

/** Every login pays for these statements: one before the password is compared, and one when it was right. */
export function createChargeAttempt({
  reader,
  policy,
  keys,
  clock,
}: {
  readonly reader: Reader;
  readonly policy: LoginThrottlePolicy;
  readonly keys: CounterKeys;
  readonly clock: Clock;
}): ChargeAttempt {
  return async (key, owner, charge) => {
    const startedAt = clock.now();
    const { parameters, readResult } = prepareCharge(charge, keys, startedAt.getTime());
    const values = [...countParameters(key, owner, startedAt, policy), ...parameters];
    const [row] = await queryPreparedCounters<AttemptRow & (CounterRow | NoCounter)>(
      reader,
      chargeStatement,
      values,
    );
    if (row === undefined || !row.counted) {
      return { retryAfterSeconds: secondsLocked(row, startedAt, policy) };
    }
    const { undoParameters: takeBack, ...address } = readResult(row.charged === null ? undefined : row);
    const attempt = undoParameters(key, row, policy);
    const undo = async (): Promise<void> => {
      if (address.isCharged) await queryPreparedCounters(reader, undoStatement, [...attempt, ...takeBack]);
      else await queryCounters(reader, undoAttempt, attempt);
    };
    return { retryAfterSeconds: null, address: { ...address, undo } };
  };
}
