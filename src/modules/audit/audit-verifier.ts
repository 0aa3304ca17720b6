import { createSingleFlight, invalidOption, type KeyedHash, type Reader } from '../../shared/index.js';
import {
  beforeAll,
  type ChainLink,
  chainStart,
  equalBytes,
  isNextEntry,
  isSealed,
  isSealedCheckpoint,
  type SealedCheckpoint,
} from './audit-chain.js';
import type { AuditEntry } from './audit-event.js';
import { createPartCheck } from './audit-parts.js';
import type { AuditRepository, HeadSnapshot } from './audit-repository.js';

/** The result of a verification. */
export interface AuditVerification {
  readonly valid: boolean;
  /** The number of intact entries before the first bad one. */
  readonly checkedEvents: number;
  /** The number of entries that were removed after their retention, as recorded with the key. */
  readonly removedEvents: number;
  /** The time of the newest of them; null when there is none. */
  readonly removedUntil: Date | null;
  /** The sequence of the first entry that was changed or removed; null when there is none. */
  readonly firstBadSequence: number | null;
  /**
   * The hash of the newest entry. Stored elsewhere, it later shows whether the end of the log was removed.
   */
  readonly headHash: string;
}

/** A step of a verification: it continues after the link, or is complete. */
export type VerificationStep =
  | { readonly isComplete: false; readonly link: ChainLink }
  | { readonly isComplete: true; readonly link: ChainLink; readonly verification: AuditVerification };

/** Verifies the log against its hash chain. */
export interface AuditVerifier {
  /** Checks the whole log. Calls during a verification share its result. */
  verify(): Promise<AuditVerification>;
  /** Verifies the next entries after a trusted link, and against a head that was stored elsewhere. */
  step(from: ChainLink, kept: ChainLink | null): Promise<VerificationStep>;
}

export interface AuditVerifierDependencies {
  readonly repository: AuditRepository;
  readonly reader: Reader;
  readonly chainHash: KeyedHash;
}

const batchSize = 1_000;
const batchesPerStep = 20;

export function createAuditVerifier(dependencies: AuditVerifierDependencies): AuditVerifier {
  const verifyAll = async (): Promise<AuditVerification> => {
    for (let link = chainStart; ; ) {
      const step = await verifyStep(dependencies, link, null);
      if (step.isComplete) return step.verification;
      link = step.link;
    }
  };
  // A long log takes longer than a request may wait; each of its queries has a time limit.
  const verification = createSingleFlight(verifyAll, { patienceMs: null });
  return {
    verify: verification.runShared,
    step: (from, kept) => verifyStep(dependencies, from, kept),
  };
}

/** Returns a verifier that records the result of each complete verification before it returns it. */
export function recordChecks(
  verifier: AuditVerifier,
  record: (valid: boolean) => Promise<void>,
): AuditVerifier {
  return {
    verify: async () => {
      const verification = await verifier.verify();
      await record(verification.valid);
      return verification;
    },
    step: async (from, kept) => {
      const step = await verifier.step(from, kept);
      if (step.isComplete) await record(step.verification.valid);
      return step;
    },
  };
}

async function verifyStep(
  dependencies: AuditVerifierDependencies,
  from: ChainLink,
  kept: ChainLink | null,
): Promise<VerificationStep> {
  const { repository, reader, chainHash } = dependencies;
  // Read first, together with the end of the log: entries that are appended from now on are not verified.
  const snapshot = await repository.readHead(reader);
  const { checkpoint } = snapshot;
  // Without a genuine checkpoint, nothing shows what the beginning of the log was.
  if (checkpoint !== null && !isSealedCheckpoint(chainHash, checkpoint))
    return completed({ ...snapshot, checkpoint: null }, chainStart, 1);
  const step = await verifyEntries(dependencies, snapshot, skipRemoved(checkpoint, from, kept), kept);
  if (!step.isComplete || step.verification.valid) return step;
  // Entries may have been removed after their retention before they were read.
  const { checkpoint: newest } = await repository.readHead(reader);
  if (newest === null || newest.sequence <= (checkpoint?.sequence ?? 0)) return step;
  if (!isSealedCheckpoint(chainHash, newest)) return step;
  return { isComplete: false, link: skipRemoved(newest, step.link, kept) };
}

/**
 * Returns the link that the next entry follows: the checkpoint when that entry was removed. Throws
 * INVALID_INPUT for a stored head that can no longer be compared.
 */
function skipRemoved(
  checkpoint: SealedCheckpoint | null,
  link: ChainLink,
  kept: ChainLink | null,
): ChainLink {
  if (checkpoint === null || checkpoint.sequence <= link.sequence) return link;
  if (kept !== null && kept.sequence > link.sequence && kept.sequence < checkpoint.sequence) {
    throw invalidOption(
      'head',
      `The entries up to ${checkpoint.sequence} were removed after their retention. Use a later head.`,
    );
  }
  return checkpoint;
}

async function verifyEntries(
  { repository, reader, chainHash }: AuditVerifierDependencies,
  snapshot: HeadSnapshot,
  from: ChainLink,
  kept: ChainLink | null,
): Promise<VerificationStep> {
  const arePartsIntact = createPartCheck(() => repository.findErased(reader));
  let link = from;
  if (contradictsHead(kept, link)) return completed(snapshot, link, link.sequence);
  for (let batch = 0; batch < batchesPerStep; batch += 1) {
    const entries = await repository.entriesAfter(reader, sequenceBefore(snapshot, link), batchSize);
    for (const entry of entries) {
      if (entry.sequence > snapshot.lastSequence) break;
      const isIntact = isNextEntry(chainHash, link, entry) && (await arePartsIntact(entry));
      if (!isIntact || contradictsHead(kept, entry))
        return completed(snapshot, link, badEntrySequence(link, entry));
      link = entry;
    }
    if (link.sequence >= snapshot.lastSequence || entries.length < batchSize) {
      return completed(
        snapshot,
        link,
        badEndSequence(chainHash, link, snapshot) ?? truncatedSequence(kept, link),
      );
    }
  }
  return { isComplete: false, link };
}

/** Entries before the first one, and removed ones, may have been inserted from outside. */
function sequenceBefore({ checkpoint }: HeadSnapshot, { sequence }: ChainLink): number {
  return sequence <= (checkpoint?.sequence ?? 0) ? beforeAll : sequence;
}

function contradictsHead(kept: ChainLink | null, { sequence, hash }: ChainLink): boolean {
  return kept !== null && kept.sequence === sequence && !equalBytes(kept.hash, hash);
}

/** A gap is reported as its first missing entry, an inserted entry as itself. */
function badEntrySequence(link: ChainLink, { sequence }: AuditEntry): number {
  return Math.min(sequence, link.sequence + 1);
}

/** Compares the last intact entry with the head. */
function badEndSequence(
  chainHash: KeyedHash,
  link: ChainLink,
  { head, lastSequence }: HeadSnapshot,
): number | null {
  if (link.sequence < lastSequence || lastSequence === 0) return link.sequence + 1;
  if (head === null) return link.sequence;
  if (head.sequence !== link.sequence) return Math.min(head.sequence, link.sequence) + 1;
  return isSealed(chainHash, head) && equalBytes(head.hash, link.hash) ? null : link.sequence;
}

function truncatedSequence(kept: ChainLink | null, link: ChainLink): number | null {
  return kept !== null && kept.sequence > link.sequence ? link.sequence + 1 : null;
}

function completed(
  { head, checkpoint }: HeadSnapshot,
  link: ChainLink,
  firstBadSequence: number | null,
): VerificationStep {
  const removedEvents = checkpoint?.sequence ?? 0;
  const verification = {
    valid: firstBadSequence === null,
    checkedEvents: link.sequence - removedEvents,
    removedEvents,
    removedUntil: checkpoint?.occurredAt ?? null,
    firstBadSequence,
    headHash: (head ?? link).hash.toString('hex'),
  };
  return { isComplete: true, link, verification };
}
