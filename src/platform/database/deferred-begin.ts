import type { Client } from 'pg';

type Send = (...query: readonly unknown[]) => unknown;

const nothing = { command: '', rowCount: null, oid: 0, fields: [], rows: [] };

/**
 * Sends START TRANSACTION together with the first statement of the transaction, which saves a round trip. The
 * connection is pipelined: it sends statements at once, and Postgres executes them one after the other. It
 * skips the first statement when it could not begin the transaction.
 * Rejects a COMMIT that Postgres has turned into a rollback because an earlier statement failed.
 */
export function deferBegin(client: Client): void {
  const send = client.query.bind(client) as Send;
  let isBeginPending = false;

  /**
   * Sends both without the end of a message group (Sync) between them: after an error, Postgres executes
   * nothing up to the next one.
   */
  async function sendWithBegin(text: unknown, values: unknown): Promise<unknown> {
    const { connection } = client;
    const { parse } = connection;
    connection.parse = (...statement) => {
      isBeginPending = false;
      parse.call(connection, { name: '', text: 'START TRANSACTION', types: [] }, false);
      connection.bind({}, false);
      connection.execute({}, false);
      parse.apply(connection, statement);
    };
    let answer: unknown;
    try {
      answer = send({ text, values, queryMode: 'extended' });
    } finally {
      connection.parse = parse;
    }
    const results = await answer;
    return Array.isArray(results) ? results.at(-1) : results;
  }

  const query: Send = (...args) => {
    const [text, values] = args;
    if (text === 'START TRANSACTION') {
      isBeginPending = true;
      return Promise.resolve(nothing);
    }
    if (!isBeginPending) return text === 'COMMIT' ? requireCommit(send(...args)) : send(...args);
    if (text !== 'COMMIT' && text !== 'ROLLBACK') return sendWithBegin(text, values);
    // A transaction without statements.
    isBeginPending = false;
    return Promise.resolve(nothing);
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
