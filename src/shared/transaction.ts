declare const readerBrand: unique symbol;
declare const transactionBrand: unique symbol;

/** Something that rows can be read through: the database itself, or a transaction in progress. */
export interface Reader {
  readonly [readerBrand]: true;
}

/** A transaction in progress; required by every write. It must not be used after its work has ended. */
export interface Transaction extends Reader {
  readonly [transactionBrand]: true;
}

/**
 * Reads a list of rows, possibly at a replica; all that was committed before the call is seen. Not for
 * decisions: what is decided with a row must be read where it is changed.
 */
export type ReadList = <T>(work: (reader: Reader) => Promise<T>) => Promise<T>;

export interface Transactions {
  /**
   * Runs the work in one READ COMMITTED transaction: commits when it resolves, rolls back and rethrows when
   * it throws. Inside, use only the given transaction. The embedded database has a single connection, so that
   * a query through `reader` would wait for the transaction itself.
   */
  run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Reads single statements outside any transaction. */
  readonly reader: Reader;
}

/** Small enough that no transaction holds its row locks for long. */
const batchSize = 200;

/**
 * Repeats the work, each time in a transaction of its own, until it returns fewer rows than `maxRows`. The
 * work returns how many rows it processed. Batches committed before a failure stay committed.
 */
export async function runInBatches(
  transactions: Transactions,
  work: (transaction: Transaction, maxRows: number) => Promise<number>,
): Promise<void> {
  let processed: number;
  do {
    processed = await transactions.run((transaction) => work(transaction, batchSize));
  } while (processed >= batchSize);
}
