import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The root folder of the repository, with a slash at its end. */
export const repositoryRoot: string = fileURLToPath(new URL('../../', import.meta.url));

/** The built program, as `bin` in package.json names it. */
export const mainFile: string = `${repositoryRoot}dist/main.js`;

const lockFile = `${repositoryRoot}node_modules/.cache/cordon/build.lock`;

/**
 * Builds dist/ when it is missing or older than src/, in one process at a time, because a build first removes
 * dist/. Throws when the build fails.
 */
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
    if (!isOwnerRunning()) rmSync(lockFile, { force: true });
    return false;
  }
}

function isOwnerRunning(): boolean {
  try {
    process.kill(Number(readFileSync(lockFile, 'utf8')), 0);
    return true;
  } catch (error) {
    // The file was removed or does not contain the process id yet: its owner is running.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** The exit code and output of a process. */
export interface ProgramResult {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment. Default: that of the tests. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Sent to standard input, which is closed after it. */
  readonly input?: string;
}

const runTimeoutMilliseconds = 240_000;

/** Runs `node` until it exits. Kills it and throws after four minutes. */
export async function runNode(args: readonly string[], options: RunOptions = {}): Promise<ProgramResult> {
  return runProgram(process.execPath, args, options);
}

/** Runs a program until it exits. Kills it and throws after four minutes. */
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
  // A program that does not read its input closes it.
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
    throw new Error(`${args.join(' ')} did not exit within four minutes:\n${output.stdout}${output.stderr}`);
  return { exitCode, ...output };
}
