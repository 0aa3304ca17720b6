/**
 * Interleaved measurements: in each round every contestant runs once, in random order, so that other load on
 * the machine affects all of them. Times are processor time of this process, not wall time, which would
 * include other load. With `--single-threaded`, garbage collection and compilation are attributed to the code
 * that causes them.
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

/** Returns a copy in random order. */
export function shuffled(list) {
  const copy = [...list];
  for (let index = copy.length - 1; index > 0; index -= 1) {
    const other = Math.floor(Math.random() * (index + 1));
    [copy[index], copy[other]] = [copy[other], copy[index]];
  }
  return copy;
}

/**
 * Returns the milliseconds per call of `batch` calls. Only promises are awaited: awaiting costs more than a
 * call.
 */
async function sample(run, batch) {
  const started = now();
  for (let turn = 0; turn < batch; turn += 1) {
    const result = run();
    if (typeof result?.then === 'function') await result;
  }
  return (now() - started) / batch;
}

/**
 * Runs [{ name, run }]; those named `unguarded…` are the baseline. Returns, per contestant, the median time
 * and its ratio to the median of the baseline, and as `noise` the difference between the two identical
 * baselines in this run.
 */
export async function compare(runners, { rounds, batch, warmUp }) {
  for (let round = 0; round < warmUp; round += 1) {
    for (const { run } of runners) await sample(run, batch);
  }
  const times = new Map(runners.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, run } of shuffled(runners)) {
      // Otherwise the garbage of one contestant is collected during the run of the next.
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
 * Combines the comparisons of several processes, because the compiled form of equal code differs between
 * processes by more than what is measured here.
 */
export function acrossProcesses(comparisons) {
  const of = (name, key) =>
    median(comparisons.flatMap(({ rows }) => rows.filter((row) => row.name === name).map((row) => row[key])));
  const names = comparisons[0].rows.map(({ name }) => name);
  const rows = names.map((name) => ({ name, ms: of(name, 'ms'), ratio: of(name, 'ratio') }));
  const equals = rows.filter(({ name }) => name.startsWith('unguarded'));
  return { rows, noise: Math.max(...equals.map(({ ratio }) => Math.abs(ratio - 1))) };
}

/** Returns the median milliseconds of `run(prepare())`, without the preparation. */
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
