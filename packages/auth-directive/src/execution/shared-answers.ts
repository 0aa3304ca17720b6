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
  let byKey: Map<string, Map<unknown, Map<string, Answered[]>>> | undefined;

  return {
    find(key, { parent, args }) {
      const answered = byKey?.get(key)?.get(parent)?.get(textOf(args));
      return answered?.find((each) => isEqual(each.args, args))?.answer;
    },
    keep(key, { parent, args }, answer) {
      if (!isPromiseLike(answer)) return;
      byKey ??= new Map();
      const byParent = byKey.get(key) ?? new Map<unknown, Map<string, Answered[]>>();
      byKey.set(key, byParent);
      const byText = byParent.get(parent) ?? new Map<string, Answered[]>();
      byParent.set(parent, byText);
      const text = textOf(args);
      const answered = byText.get(text) ?? [];
      // Resolvers receive the same arguments, and may change them.
      answered.push({ args: copyPlain(args), answer });
      byText.set(text, answered);
    },
  };
}

/** Returns a text by which equal arguments are found: an operation may give one field thousands of them. */
function textOf(args: Question['args']): string {
  try {
    return JSON.stringify(args, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  } catch {
    // The value of a custom scalar; `isEqual` compares it.
  }
  return '';
}
