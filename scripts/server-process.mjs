// Runs a built server as a process of its own, asks it something and stops it: for the checks of the package and of the image.
import { spawn } from 'node:child_process';

/**
 * Starts `command`; once it says where it is ready, `use(url)` is awaited and the process told to stop. Throws with what the process
 * said when it does not become ready within a minute, or does not end with 0.
 */
export async function withServer([command, ...rest], { cwd, env, uid, gid }, use) {
  const child = spawn(command, rest, { cwd, env, uid, gid, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
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
      said += chunk;
      const found = /Cordon is ready at (http:\/\/[\w.[\]:]+\d)/.exec(said);
      if (found !== null) resolve(found[1].replace('0.0.0.0', '127.0.0.1'));
      if (found !== null) clearTimeout(timer);
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
    throw new Error(`${error.message}; the server said:\n${said}`, { cause: error });
  }
  const code = await stop();
  if (code !== 0) throw new Error(`the server ended with ${code}:\n${said}`);
}

/** Sends one operation; throws unless it is answered with data and without errors. */
export async function ask(url, query) {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await answer.json();
  if (!answer.ok || errors !== undefined) throw new Error(`refused: ${JSON.stringify(errors)}`);
  return data;
}
