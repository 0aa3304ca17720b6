import { type ActorTransactions, markJudged } from '../../src/modules/access/index.js';
import type { Transactions } from '../../src/shared/index.js';

/** A test double for the tests of a single module: accepts every actor, whether there is a session or not. */
export function trustActors({ run, reader }: Transactions): ActorTransactions {
  return {
    run,
    reader,
    runAs: (actor, { advisory }, work) =>
      run(async (transaction) => {
        await advisory?.(transaction);
        return work(transaction, actor.type === 'USER' ? markJudged(actor.user) : actor);
      }),
  };
}
