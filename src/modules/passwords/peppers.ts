/** A secret that is mixed into every password before it is hashed, so that a stolen table alone cannot be guessed at. */
export interface Pepper {
  /** Stands in each stored hash; letters, digits and hyphens. */
  readonly id: string;
  readonly secret: Buffer;
}

/** Where peppers come from; kept by the module `keys`. */
export interface Peppers {
  /** The pepper of every hash made from now on. */
  current(): Pepper;
  /** The secret of an older (or the current) pepper; null for one that is not known. */
  find(id: string): Buffer | null;
}
