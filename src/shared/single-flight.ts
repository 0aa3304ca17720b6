/** Asks one question at a time, on behalf of everybody who waits. */
export interface Rounds {
  /** Answers when a question that began after this call has been answered; rejects when that one fails. */
  next(): Promise<void>;
}

/** Makes rounds of a question: who comes while one is under way shares the one after it. */
export function createRounds(ask: () => Promise<void>): Rounds {
  let running: Promise<void> | null = null;
  let waiting: Promise<void> | null = null;

  function begin(): Promise<void> {
    const round = ask().finally(() => {
      if (running === round) running = null;
    });
    running = round;
    return round;
  }

  return {
    next: () => {
      if (waiting !== null) return waiting;
      if (running === null) return begin();
      waiting = running.then(followUp, followUp);
      return waiting;
    },
  };

  function followUp(): Promise<void> {
    waiting = null;
    return begin();
  }
}
