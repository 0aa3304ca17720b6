/** Reads the processor time of processes from /proc, whose clock ticks 100 times a second. */
import { readdirSync, readFileSync } from 'node:fs';

const microsPerTick = 10_000;

/** Returns the processor time, in microseconds, of a process and its present children. */
export function processorMicros(parent) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(readStat)
    .filter((stat) => stat !== null && (stat.pid === parent || stat.parent === parent))
    .reduce((sum, { ticks }) => sum + ticks * microsPerTick, 0);
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
