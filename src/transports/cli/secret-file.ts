import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { UsageError } from './usage-error.js';

/** What the local socket carries in one text. */
const limitBytes = 8192;

/**
 * Reads a small text file that holds a secret, on the machine and by the rights of who typed the command: a server must never open paths for
 * others. Refuses with a UsageError what is no plain file (a pipe or a device could be without an end), longer than 8 KiB, or no UTF-8 text.
 * Messages repeat neither the path nor anything of the file.
 */
export async function readSecretFile(path: string): Promise<string> {
  const bytes = await readBytes(path);
  if (bytes.length > limitBytes) throw new UsageError('The file is longer than 8 KiB.');
  if (bytes.length === 0) throw new UsageError('The file is empty.');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError('The file is no UTF-8 text.');
  }
}

async function readBytes(path: string): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => {
    throw new UsageError('The file cannot be read.');
  });
  try {
    if (!(await file.stat()).isFile()) throw new UsageError('The file is no plain file.');
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(limitBytes + 1) });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
