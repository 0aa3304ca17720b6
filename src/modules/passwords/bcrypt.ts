import library from 'bcrypt';

/** The bcrypt library as this module uses it; a test hands in one that counts. */
export interface Bcrypt {
  /** Makes a `$2b$` hash with a new salt; takes 2^cost rounds. */
  hash(secret: Buffer, cost: number): Promise<string>;
  /** Compares in constant time; takes 2^cost rounds of the hash's cost. */
  compare(secret: Buffer, bcryptHash: string): Promise<boolean>;
}

/** The real one: it works in libuv's thread pool, off the event loop. */
export const bcrypt: Bcrypt = {
  hash: (secret, cost) => library.hash(secret, cost),
  compare: (secret, bcryptHash) => library.compare(secret, bcryptHash),
};
