import type { Client } from 'pg';

type Send = (...query: readonly unknown[]) => unknown;

const nothing = { command: '', rowCount: null, oid: 0, fields: [], rows: [] };

/**
 * Sends START TRANSACTION together with the first statement of the transaction, which saves a round trip. The
 * connection is pipelined: it sends statements at once, and Postgres executes them one after the other.
 * Rejects a COMMIT that Postgres has turned into a rollback because an earlier statement failed.
 */
export function deferBegin(client: Client): void {
  const send = client.query.bind(client) as Send;
  let isBeginPending = false;
  const query: Send = (...args) => {
    const [text] = args;
    if (text === 'START TRANSACTION') {
      isBeginPending = true;
      return Promise.resolve(nothing);
    }
    if (isBeginPending) {
      isBeginPending = false;
      // A transaction without statements.
      if (text === 'COMMIT' || text === 'ROLLBACK') return Promise.resolve(nothing);
      const answers = Promise.all([send('START TRANSACTION'), send(...args)]);
      return answers.then(([, answer]) => answer);
    }
    return text === 'COMMIT' ? requireCommit(send(...args)) : send(...args);
  };
  // The overloads of `query` cannot be repeated here; arguments and result are those of the original.
  client.query = query as typeof client.query;
}

async function requireCommit(answer: unknown): Promise<unknown> {
  const result = await answer;
  const isRolledBack =
    typeof result === 'object' && result !== null && 'command' in result && result.command === 'ROLLBACK';
  if (isRolledBack) throw new Error('the transaction was rolled back');
  return result;
}
