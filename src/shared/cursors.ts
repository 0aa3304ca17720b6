import { timingSafeEqual } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';
import { badUserInput } from './domain-error.js';
import type { KeyedHash } from './keyed-hash.js';

/**
 * Writes and reads the cursors of one list. They are opaque to clients and not valid in a list with another
 * filter or order.
 */
export interface Cursors<Position> {
  /** The position must survive JSON serialization. */
  write(position: Position): string;
  /** Throws BAD_USER_INPUT for a cursor that was not written for this list. */
  read(cursor: string, argument: 'after' | 'before'): Position;
}

const version = 1;
const macLength = 16;

/** Identifies a list: what it lists, and everything that decides which entries it has in which order. */
export interface CursorList {
  readonly listName: string;
  readonly selection: unknown;
  readonly order: unknown;
}

/** The hash must have the same key on all instances. */
export function createCursors<Position>(
  keyedHash: KeyedHash,
  { listName, selection, order }: CursorList,
): Cursors<Position> {
  let list: string | null = null;
  const macOf = (payload: Buffer): Buffer => {
    list ??= canonicalJson([selection, order]);
    return keyedHash(`${listName} cursor ${version}\n${list}\n`, payload).subarray(0, macLength);
  };
  return {
    write: (position) => {
      const payload = Buffer.from(JSON.stringify(position));
      return Buffer.concat([Buffer.of(version), macOf(payload), payload]).toString('base64url');
    },
    read: (cursor, argument) => {
      const bytes = decode(cursor);
      const payload = bytes.subarray(1 + macLength);
      const mac = bytes.subarray(1, 1 + macLength);
      const isAuthentic =
        bytes[0] === version && mac.length === macLength && timingSafeEqual(mac, macOf(payload));
      if (!isAuthentic) throw invalidCursor(argument);
      // The MAC proves that `write` wrote it.
      return JSON.parse(payload.toString()) as Position;
    },
  };
}

/** Buffer accepts many spellings of the same bytes; only the canonical one is valid. */
function decode(cursor: string): Buffer {
  if (cursor.length > 4096) return Buffer.alloc(0);
  const bytes = Buffer.from(cursor, 'base64url');
  return bytes.toString('base64url') === cursor ? bytes : Buffer.alloc(0);
}

function invalidCursor(argument: 'after' | 'before'): Error {
  return badUserInput(
    'The cursor does not belong to a list with this filter and order. Start again without a cursor.',
    [argument],
  );
}
