import { isEqual } from '../core/is-equal.js';
import type { MaybePromise } from '../core/maybe-promise.js';

/** The part of a request that decides its answer: the object and the arguments. */
interface Question {
  readonly parent: unknown;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The answers that the policies have given in one operation, for one caller. */
export interface SharedAnswers {
  /** Returns the answer to the same question, which may still be pending, or asks. */
  readonly answerOf: (
    key: string,
    question: Question,
    ask: () => MaybePromise<boolean>,
  ) => MaybePromise<boolean>;
}

interface Answered {
  readonly args: Question['args'];
  readonly answer: MaybePromise<boolean>;
}

export function createSharedAnswers(): SharedAnswers {
  const byKey = new Map<string, Map<unknown, Answered[]>>();

  return {
    answerOf(key, { parent, args }, ask) {
      let byParent = byKey.get(key);
      if (byParent === undefined) {
        byParent = new Map();
        byKey.set(key, byParent);
      }
      const answered = byParent.get(parent);
      const found = answered?.find((each) => isEqual(each.args, args));
      if (found !== undefined) return found.answer;
      const answer = ask();
      if (answered === undefined) byParent.set(parent, [{ args, answer }]);
      else answered.push({ args, answer });
      return answer;
    },
  };
}
