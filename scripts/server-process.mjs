// Runs a built server in a process of its own and stops it: for the checks of the packages and of the image.
import { spawn } from 'node:child_process';

/**
 * Starts `command`, awaits `use(url)` when it is ready, and stops it. Throws an error with the output of the
 * process when it is not ready within a minute or does not end with 0.
 */
export async function withServer([command, ...rest], { cwd, env, uid, gid }, use) {
  const child = spawn(command, rest, { cwd, env, uid, gid, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const ended = new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 35_000);
    const code = await ended;
    clearTimeout(timer);
    return code;
  };
  const readiness = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('not ready after a minute')), 60_000);
    const listen = (chunk) => {
      output += chunk;
      const found = /Cordon is ready at (http:\/\/[\w.[\]:]+\d)/.exec(output);
      if (found === null) return;
      clearTimeout(timer);
      resolve(found[1].replace('0.0.0.0', '127.0.0.1'));
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it was ready`)));
  });
  try {
    await use(await readiness);
  } catch (error) {
    await stop();
    throw new Error(`${error.message}; its output:\n${output}`, { cause: error });
  }
  const code = await stop();
  if (code !== 0) throw new Error(`the server ended with ${code}:\n${output}`);
}

/** Sends one operation and returns its data. Throws when the response has errors. */
export async function ask(url, query) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await response.json();
  if (!response.ok || errors !== undefined)
    throw new Error(`the operation failed: ${JSON.stringify(errors)}`);
  return data;
}
