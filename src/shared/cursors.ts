import { timingSafeEqual } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';
import { badUserInput } from './domain-error.js';
import type { KeyedHash } from './keyed-hash.js';

/** Writes and reads the cursors of one list: opaque to clients, and worthless in a list with another filter or order. */
export interface Cursors<Position> {
  /** The position is written as JSON, and read as the same. */
  write(position: Position): string;
  /** Refuses with BAD_USER_INPUT whatever this very list did not write. */
  read(cursor: string, argument: 'after' | 'before'): Position;
}

const version = 1;
const sealLength = 16;

/** Which list a cursor is of: what it lists, and everything that decides who stands in it and where. */
export interface CursorList {
  readonly of: string;
  readonly selection: unknown;
  readonly order: unknown;
}

/** Makes the cursors of a list; the hash has the same key on all instances. */
export function createCursors<Position>(
  keyedHash: KeyedHash,
  { of, selection, order }: CursorList,
): Cursors<Position> {
  const list = canonicalJson([selection, order]);
  const sealOf = (payload: Buffer): Buffer =>
    keyedHash(`${of} cursor ${version}\n${list}\n`, payload).subarray(0, sealLength);
  return {
    write: (position) => {
      const payload = Buffer.from(JSON.stringify(position));
      return Buffer.concat([Buffer.of(version), sealOf(payload), payload]).toString('base64url');
    },
    read: (cursor, argument) => {
      const bytes = decode(cursor);
      const payload = bytes.subarray(1 + sealLength);
      const seal = bytes.subarray(1, 1 + sealLength);
      const isAuthentic =
        bytes[0] === version && seal.length === sealLength && timingSafeEqual(seal, sealOf(payload));
      if (!isAuthentic) throw invalidCursor(argument);
      // Sealed by us, so it is what `write` wrote.
      return JSON.parse(payload.toString()) as Position;
    },
  };
}

/** Buffer reads base64 leniently; of the many texts that it takes for the same bytes, only ours counts. */
function decode(cursor: string): Buffer {
  if (cursor.length > 4096) return Buffer.alloc(0);
  const bytes = Buffer.from(cursor, 'base64url');
  return bytes.toString('base64url') === cursor ? bytes : Buffer.alloc(0);
}

function invalidCursor(argument: 'after' | 'before'): Error {
  return badUserInput(
    'This cursor is not from a list with the same filter and order: begin again without it.',
    [argument],
  );
}
