import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findFreePort } from '../../scripts/free-port.mjs';

/** False where there is no nginx (Debian: nginx-light). */
export const hasNginx = spawnSync('nginx', ['-v']).error === undefined;

/** A real nginx. */
export interface Nginx {
  /** The address that it listens on, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts nginx with one server that contains these directives, by default on any free port. */
export async function startNginx(directives: string, usePort: number | null = null): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-nginx-'));
  const port = usePort ?? (await findFreePort());
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid nginx.pid; events {}
      http {
        access_log off;
        ${places.map((place) => `${place}_temp_path ${place};`).join('\n')}
        server { listen 127.0.0.1:${port}; ${directives} }
      }`,
  );
  const nginx = spawn('nginx', ['-p', folder, '-e', 'error.log', '-c', 'nginx.conf'], { stdio: 'ignore' });
  const close = async (): Promise<void> => {
    if (nginx.exitCode === null) {
      nginx.kill('SIGTERM');
      await new Promise((resolve) => nginx.once('exit', resolve));
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await waitUntilListening(nginx, port, folder);
  } catch (error) {
    await close();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, close };
}

async function waitUntilListening(nginx: ChildProcess, port: number, folder: string): Promise<void> {
  // Two minutes: much longer than it takes.
  for (let attempt = 0; attempt < 1_200; attempt += 1) {
    const isUp = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    if (nginx.exitCode !== null) break;
    await pause(100);
  }
  throw new Error(`nginx did not start:\n${readFileSync(join(folder, 'error.log'), 'utf8')}`);
}
