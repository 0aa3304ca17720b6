import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The folder of the repositoryRoot, with a slash at its end. */
export const repositoryRoot: string = fileURLToPath(new URL('../../', import.meta.url));

/** The built program, as `bin` in package.json names it. */
export const mainFile: string = `${repositoryRoot}dist/main.js`;

const lockFile = `${repositoryRoot}node_modules/.cache/cordon/build.lock`;

/** Builds dist/ when it is missing or older than src/; one process at a time, since a build begins by removing dist/. Throws when the compiler refuses. */
export async function ensureBuilt(): Promise<void> {
  mkdirSync(`${repositoryRoot}node_modules/.cache/cordon`, { recursive: true });
  while (!tryLock()) await wait(100);
  try {
    const { exitCode, stdout, stderr } = await runNode([`${repositoryRoot}scripts/build.mjs`, '--if-needed']);
    if (exitCode !== 0) throw new Error(`the build failed:\n${stdout}${stderr}`);
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function tryLock(): boolean {
  try {
    const file = openSync(lockFile, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch {
    if (!isHolderAlive()) rmSync(lockFile, { force: true });
    return false;
  }
}

function isHolderAlive(): boolean {
  try {
    process.kill(Number(readFileSync(lockFile, 'utf8')), 0);
    return true;
  } catch (error) {
    // The file vanished, or holds no number yet: its holder is at work.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** How a process ended, and all that it output. */
export interface ProgramResult {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a program is run. */
export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment; that of the tests when left out. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Sent to standard input, which is closed after it. */
  readonly input?: string;
}

const runTimeoutMilliseconds = 60_000;

/** Runs `node` with these args until it ends by itself; one that does not is killed and throws. */
export async function runNode(args: readonly string[], options: RunOptions = {}): Promise<ProgramResult> {
  return runProgram(process.execPath, args, options);
}

/** Runs any program until it ends by itself, likewise. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { cwd = repositoryRoot, environment = process.env, input = '' }: RunOptions = {},
): Promise<ProgramResult> {
  const child = spawn(program, [...args], { cwd, env: { ...environment } });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  // A program that does not read its input closes it, which is no fault of anybody.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  let hasTimedOut = false;
  const timer = setTimeout(() => {
    hasTimedOut = true;
    child.kill('SIGKILL');
  }, runTimeoutMilliseconds);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(timer);
  if (hasTimedOut)
    throw new Error(`${args.join(' ')} did not end by itself:\n${output.stdout}${output.stderr}`);
  return { exitCode, ...output };
}
