/**
 * Interleaved measuring: in each round every contestant runs once, in an order of its own, so that whatever slows the
 * machine slows them all. Times are the processor's time of this process, not the clock's: a machine that is busy with
 * something else would be measured too. With `--single-threaded` the garbage collector and the compiler count where
 * they were caused.
 */
export function now() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The same in an order by chance. */
export function shuffled(list) {
  const copy = [...list];
  for (let index = copy.length - 1; index > 0; index -= 1) {
    const other = Math.floor(Math.random() * (index + 1));
    [copy[index], copy[other]] = [copy[other], copy[index]];
  }
  return copy;
}

/** Milliseconds of one call, `batch` calls together. Nothing is awaited that is no promise: the wait would cost more than the call. */
async function sample(run, batch) {
  const started = now();
  for (let turn = 0; turn < batch; turn += 1) {
    const result = run();
    if (typeof result?.then === 'function') await result;
  }
  return (now() - started) / batch;
}

/**
 * Runs [{ name, run }]; those named `unguarded…` are the base. Answers, per contestant, the median time and its ratio
 * to the median of the base, and as `noise` how far two equal contestants of the base lie apart in this run.
 */
export async function compare(runners, { rounds, batch, warmUp }) {
  for (let round = 0; round < warmUp; round += 1) {
    for (const { run } of runners) await sample(run, batch);
  }
  const times = new Map(runners.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, run } of shuffled(runners)) {
      // The garbage of one must not be collected at the cost of the next.
      if (batch === 1) globalThis.gc?.();
      times.get(name).push(await sample(run, batch));
    }
  }
  const equals = [...times].filter(([name]) => name.startsWith('unguarded')).map(([, own]) => own);
  const base = median(equals.flat());
  const rows = runners.map(({ name }) => ({ name, ms: median(times.get(name)) }));
  return {
    rows: rows.map((row) => ({ ...row, ratio: row.ms / base })),
    noise: Math.max(...equals.map((own) => Math.abs(median(own) / base - 1))),
  };
}

/**
 * One comparison out of those of several processes: what the compiler makes of equal code differs from process to process by more than
 * what is measured here.
 */
export function acrossProcesses(comparisons) {
  const of = (name, key) =>
    median(comparisons.flatMap(({ rows }) => rows.filter((row) => row.name === name).map((row) => row[key])));
  const names = comparisons[0].rows.map(({ name }) => name);
  const rows = names.map((name) => ({ name, ms: of(name, 'ms'), ratio: of(name, 'ratio') }));
  const equals = rows.filter(({ name }) => name.startsWith('unguarded'));
  return { rows, noise: Math.max(...equals.map(({ ratio }) => Math.abs(ratio - 1))) };
}

/** Median milliseconds of `run(prepare())`, preparation not counted. */
export function timeOf(run, { prepare = () => undefined, rounds }) {
  return median(
    Array.from({ length: rounds }, () => {
      const input = prepare();
      const started = now();
      run(input);
      return now() - started;
    }),
  );
}
