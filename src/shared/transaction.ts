declare const readerBrand: unique symbol;
declare const transactionBrand: unique symbol;

/** Something that rows can be read through: the database itself, or a transaction in progress. */
export interface Reader {
  readonly [readerBrand]: true;
}

/** A transaction in progress. Only who holds one can write; it is worthless once its work has ended. */
export interface Transaction extends Reader {
  readonly [transactionBrand]: true;
}

/** Begins and ends transactions. */
export interface Transactions {
  /**
   * Runs the work inside one READ COMMITTED transaction: commits when it answers, rolls back when it throws (and rethrows).
   * Inside, use only the transaction given: the embedded database has a single connection, and asking `reader` there would wait for itself.
   */
  run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Reads single statements outside any transaction. */
  readonly reader: Reader;
}
