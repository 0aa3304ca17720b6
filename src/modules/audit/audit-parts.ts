import { digestPart, equalBytes } from './audit-chain.js';
import { type AuditEntry, type PersonalPart, personalParts, type StoredPart } from './audit-event.js';

/**
 * Returns a function that checks the parts of entries that can be erased: each is what its digest in the
 * chain says, or its owner was erased, which the chain says too. `findErased` returns the ids of the users
 * that were erased.
 */
export function createPartCheck(
  findErased: () => Promise<ReadonlySet<string>>,
): (entry: AuditEntry) => Promise<boolean> {
  let erased: ReadonlySet<string> = new Set();
  const isErased = async (userId: string): Promise<boolean> => {
    if (erased.has(userId)) return true;
    // The user may have been erased after the ids were read.
    erased = await findErased();
    return erased.has(userId);
  };
  return async (entry) => {
    for (const part of personalParts) {
      const { digest, row } = entry.parts[part];
      if (digest === null) {
        if (row !== null && !isCopy(entry, part, row)) return false;
      } else if (row === null) {
        const owner = ownerOf(entry, part);
        if (owner === null || !(await isErased(owner))) return false;
      } else if (!equalBytes(digestPart(part, row.key, row), digest)) return false;
    }
    return true;
  };
}

/** From where a user acted belongs to them; what is written about a user belongs to that one. */
function ownerOf({ actorId, subjectId }: AuditEntry, part: PersonalPart): string | null {
  return part === 'origin' ? (actorId ?? subjectId) : (subjectId ?? actorId);
}

/** For entries of version 1, the migration has copied the address into the table of the parts. */
function isCopy(entry: AuditEntry, part: PersonalPart, row: NonNullable<StoredPart['row']>): boolean {
  return part === 'origin' && row.key.length === 0 && row.ipAddress === entry.ipAddress;
}
