import { copyPlain, isEqual } from '../core/is-equal.js';
import { isPromiseLike, type MaybePromise } from '../core/maybe-promise.js';

/** The part of a request that decides its answer: the object and the arguments. */
interface Question {
  readonly parent: unknown;
  readonly args: Readonly<Record<string, unknown>>;
}

/**
 * The asynchronous answers that policies have given in one operation, for one caller. Synchronous answers are
 * not kept: to look one up by its object costs more than to ask again.
 */
export interface SharedAnswers {
  /** Returns the answer to the same question, which may still be pending; undefined when there is none. */
  readonly find: (key: string, question: Question) => MaybePromise<boolean> | undefined;
  readonly keep: (key: string, question: Question, answer: MaybePromise<boolean>) => void;
}

interface Answered {
  readonly args: Question['args'];
  readonly answer: MaybePromise<boolean>;
}

export function createSharedAnswers(): SharedAnswers {
  // Created on first use: most operations run no asynchronous policy.
  let byKey: Map<string, Map<unknown, Answered[]>> | undefined;

  return {
    find(key, { parent, args }) {
      const answered = byKey?.get(key)?.get(parent);
      return answered?.find((each) => isEqual(each.args, args))?.answer;
    },
    keep(key, { parent, args }, answer) {
      if (!isPromiseLike(answer)) return;
      byKey ??= new Map();
      const byParent = byKey.get(key) ?? new Map<unknown, Answered[]>();
      byKey.set(key, byParent);
      // Resolvers receive the same arguments, and may change them.
      const kept = { args: copyPlain(args), answer };
      const answered = byParent.get(parent);
      if (answered === undefined) byParent.set(parent, [kept]);
      else answered.push(kept);
    },
  };
}
