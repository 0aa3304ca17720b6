/** Reads the processor time of processes from /proc, whose clock ticks 100 times a second. */
import { readdirSync, readFileSync } from 'node:fs';

const microsPerTick = 10_000;

/** Returns the processor time, in microseconds, of a process and its present children. */
export function processorMicros(parent) {
  return micros([...ticksOf(parent).values()]);
}

/**
 * Returns a function that returns the processor time, in microseconds, that a process and its children have
 * taken since this call, without that of children that have ended.
 */
export function measureProcessorMicros(parent) {
  const before = ticksOf(parent);
  return () => micros([...ticksOf(parent)].map(([pid, ticks]) => ticks - (before.get(pid) ?? 0)));
}

const micros = (ticks) => ticks.reduce((sum, count) => sum + count * microsPerTick, 0);

/** Returns the time of a process and of its present children by their ids. */
function ticksOf(parent) {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(readStat)
    .filter((stat) => stat !== null && (stat.pid === parent || stat.parent === parent));
  return new Map(stats.map(({ pid, ticks }) => [pid, ticks]));
}

function readStat(pid) {
  try {
    // The name, in parentheses, may contain spaces. After it: state, parent, ... utime (12th), stime.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { pid: Number(pid), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    // It has ended.
    return null;
  }
}
