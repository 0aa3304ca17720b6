/**
 * Creates the functions of jest that the tests of @auth use: describe, test, `.each`, beforeAll and afterAll.
 * They collect the tests instead of running them. Another function of jest fails when its test is loaded.
 */
import { format } from 'node:util';

// The same cases over a socket find nothing that executeOperation does not find in a fraction of the time.
const SLOW_DUPLICATES = /over HTTP/;

const DEADLINE_MS = 60_000;

export function createCollector() {
  const tests = [];
  const names = [];
  let preparations = [];
  const counts = new Map();
  const test = (title, run, timeoutMs = DEADLINE_MS) => {
    const name = [...names, title].join(' ');
    if (SLOW_DUPLICATES.test(name)) return;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    tests.push({ id: count === 1 ? name : `${name} (${count})`, run, timeoutMs, preparations });
  };
  /** Imports a test file. Its tests have its preparations, and no others. */
  const collect = async (file, importFile) => {
    preparations = [];
    names.push(`${file}:`);
    await importFile();
    names.pop();
  };
  const describe = (name, body) => {
    const outer = preparations;
    preparations = [...outer];
    names.push(name);
    body();
    names.pop();
    preparations = outer;
  };
  return {
    tests,
    collect,
    // Every file is loaded once, so it is prepared once per process, and never torn down.
    beforeAll: (prepare) => preparations.push(once(prepare)),
    afterAll: () => undefined,
    describe: Object.assign(describe, { each: each(describe) }),
    test: Object.assign(test, { each: each(test) }),
  };
}

function once(prepare) {
  let prepared;
  return () => {
    prepared ??= Promise.resolve(prepare());
    return prepared;
  };
}

/** `%s` and similar in a title are replaced from the row. */
function each(declare) {
  return (table) => (title, body, timeoutMs) => {
    for (const [index, row] of table.entries()) {
      const values = Array.isArray(row) ? row : [row];
      declare(titleOf(title, values, index), () => body(...values), timeoutMs);
    }
  };
}

/** A title must be the same in every process, so objects, which may contain times, are numbered instead. */
function titleOf(title, row, index) {
  const words = row.map((value) => (Object(value) === value ? value.name || `#${index}` : value));
  return format(title.replaceAll('%#', String(index)).replaceAll('%p', '%s'), ...words).replaceAll(
    /\$(\w+)/g,
    (_, key) => String(row[0]?.[key]),
  );
}
