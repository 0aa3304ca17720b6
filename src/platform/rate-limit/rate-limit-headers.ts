import { AsyncLocalStorage } from 'node:async_hooks';
import type { Quota } from './quotas.js';

/** How a budget stands after a charge. */
export interface ChargeNote {
  readonly name: string;
  readonly quota: Quota;
  readonly remaining: number;
  readonly resetSeconds: number;
}

/** Where budgets write down what the answer to the request at hand shall tell of them. Holds no identity, and decides nothing. */
export interface ChargeNotes {
  /** Nobody listens outside `collect`. */
  note(note: ChargeNote): void;
  /** Does the work, and answers with it the headers that tell of every budget it was charged to; none when there was none. */
  collect<T>(
    work: () => Promise<T>,
  ): Promise<{ readonly answer: T; readonly headers: Readonly<Record<string, string>> }>;
}

/** Makes notes that nobody shares: one for each house. */
export function createChargeNotes(): ChargeNotes {
  const storage = new AsyncLocalStorage<Map<string, ChargeNote>>();
  return {
    // The last word on a budget is how it stands.
    note: (note) => {
      storage.getStore()?.set(note.name, note);
    },
    collect: async (work) => {
      const notes = new Map<string, ChargeNote>();
      const answer = await storage.run(notes, work);
      return { answer, headers: headersOf([...notes.values()]) };
    },
  };
}

/** The two fields of draft-ietf-httpapi-ratelimit-headers (section 3 and 4), each a list of structured items (RFC 9651). */
function headersOf(notes: readonly ChargeNote[]): Readonly<Record<string, string>> {
  if (notes.length === 0) return {};
  const policies = notes.map(({ name, quota }) => `"${name}";q=${quota.amount};w=${quota.windowSeconds}`);
  const standings = notes.map(
    ({ name, remaining, resetSeconds }) => `"${name}";r=${remaining};t=${resetSeconds}`,
  );
  return { 'ratelimit-policy': policies.join(', '), ratelimit: standings.join(', ') };
}
