/** Looks at something that others change, so that whoever asks gets an answer that is not older than the question. */
export interface FreshLooks {
  /** Resolves after a look that began after this call; rejects as that look does. One runs at a time, shared by all who wait. */
  fresh(): Promise<void>;
  /** Likewise, but begun at most once in a pause: for questions that strangers can provoke. They are delayed, never left unanswered. */
  paced(): Promise<void>;
}

/** Makes the looks; `pause` resolves when the next paced one may begin. */
export function createFreshLooks(look: () => Promise<void>, pause: () => Promise<void>): FreshLooks {
  let running: Promise<void> | null = null;
  let following: Promise<void> | null = null;
  let door: Promise<void> = Promise.resolve();
  let queue: Promise<void> | null = null;

  function begin(): Promise<void> {
    const begun = look().finally(() => {
      running = null;
    });
    running = begun;
    return begun;
  }

  function fresh(): Promise<void> {
    if (running === null) return begin();
    // The one that runs may have read before this call: only the next one is fresh enough.
    following ??= running
      .catch(() => {})
      .then(() => {
        following = null;
        return running ?? begin();
      });
    return following;
  }

  return {
    fresh,
    paced: () => {
      queue ??= door.then(() => {
        queue = null;
        door = pause();
        return fresh();
      });
      return queue;
    },
  };
}
