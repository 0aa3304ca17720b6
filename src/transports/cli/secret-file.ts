import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { decodeText, TextEncodingError } from '../../shared/index.js';
import { UsageError } from './cli-errors.js';

/** The longest text that the control socket accepts. */
const limitBytes = 8192;

/**
 * Reads a small text file that holds a secret, in the process of the command and with the permissions of its
 * user: a server must never open a path for a client. Throws a UsageError for anything but a regular file (a
 * pipe or a device may never end), for more than 8 KiB and for text that is not UTF-8. Messages contain
 * neither the path nor the content.
 */
export async function readSecretFile(path: string): Promise<string> {
  const bytes = await readBytes(path);
  if (bytes.length > limitBytes) throw new UsageError('The file is longer than 8 KiB.');
  if (bytes.length === 0) throw new UsageError('The file is empty.');
  try {
    return decodeText(bytes);
  } catch (error) {
    throw error instanceof TextEncodingError ? new UsageError(`The file ${error.message}.`) : error;
  }
}

async function readBytes(path: string): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => {
    throw new UsageError('The file cannot be read.');
  });
  try {
    if (!(await file.stat()).isFile()) throw new UsageError('The file is not a regular file.');
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(limitBytes + 1) });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
