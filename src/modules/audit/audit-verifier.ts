import { createSingleFlight, type KeyedHash, type Reader } from '../../shared/index.js';
import { type ChainLink, chainStart, equalBytes, hashEntry, isSealed } from './audit-chain.js';
import type { AuditEntry } from './audit-event.js';
import type { AuditStore, HeadSnapshot } from './audit-store.js';

/** What a reading of the log against its own chain came to. */
export interface AuditVerification {
  readonly valid: boolean;
  /** How many entries were found good before the first bad one. */
  readonly checkedEvents: number;
  /** Where the log first differs from what was written; null when it does not. */
  readonly firstBadSequence: number | null;
  /** The hash of the newest entry; kept elsewhere, it shows later whether the end of the log was cut off. */
  readonly headHash: string;
}

/** A step of a verification: it goes on from the link, or has come to its end. */
export type VerificationStep =
  | { readonly isComplete: false; readonly link: ChainLink }
  | { readonly isComplete: true; readonly link: ChainLink; readonly verification: AuditVerification };

/** Reads the log against its chain. */
export interface AuditVerifier {
  /** Checks the whole log. Calls during a verification share its result. */
  verify(): Promise<AuditVerification>;
  /** Some entries from a link that is known to be good; `kept`: what a head was when somebody wrote it down elsewhere. */
  step(from: ChainLink, kept: ChainLink | null): Promise<VerificationStep>;
}

/** What verifying needs. */
export interface AuditVerifierDependencies {
  readonly store: AuditStore;
  readonly reader: Reader;
  readonly chainHash: KeyedHash;
}

const batchSize = 1_000;
const batchesPerStep = 20;

/** Makes the verifier. */
export function createAuditVerifier(dependencies: AuditVerifierDependencies): AuditVerifier {
  const verification = createSingleFlight(async (): Promise<AuditVerification> => {
    for (let link = chainStart; ; ) {
      const step = await verifyStep(dependencies, link, null);
      if (step.isComplete) return step.verification;
      link = step.link;
    }
  });
  return {
    verify: verification.runShared,
    step: (from, kept) => verifyStep(dependencies, from, kept),
  };
}

async function verifyStep(
  { store, reader, chainHash }: AuditVerifierDependencies,
  from: ChainLink,
  kept: ChainLink | null,
): Promise<VerificationStep> {
  // Read first, with the end of the log in the same moment: what is appended while we read belongs to the next verification.
  const snapshot = await store.readHead(reader);
  let link = from;
  for (let batch = 0; batch < batchesPerStep; batch += 1) {
    const entries = await store.entriesAfter(reader, sequenceBefore(link), batchSize);
    for (const entry of entries) {
      if (entry.sequence > snapshot.lastSequence) break;
      if (!isNext(chainHash, link, entry) || contradictsHead(kept, entry))
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

/** A stranger may have put itself before the first entry. */
function sequenceBefore({ sequence }: ChainLink): number {
  return sequence === 0 ? Number.MIN_SAFE_INTEGER : sequence;
}

/** The entry as we would have written it after that one. What tells of tampering is never good. */
function isNext(chainHash: KeyedHash, link: ChainLink, entry: AuditEntry): boolean {
  const isBeginning = entry.sequence === 1;
  return (
    entry.sequence === link.sequence + 1 &&
    isBeginning === (entry.action === 'log.started') &&
    entry.action !== 'log.tampered' &&
    equalBytes(hashEntry(chainHash, link.hash, entry), entry.hash)
  );
}

function contradictsHead(kept: ChainLink | null, { sequence, hash }: ChainLink): boolean {
  return kept !== null && kept.sequence === sequence && !equalBytes(kept.hash, hash);
}

/** A gap is named by the first entry that is missing, a stranger by its own place. */
function badEntrySequence(link: ChainLink, { sequence }: AuditEntry): number {
  return Math.min(sequence, link.sequence + 1);
}

/** All entries are good up to here; is this where the head says that the log ends? */
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
  { head }: HeadSnapshot,
  link: ChainLink,
  firstBadSequence: number | null,
): VerificationStep {
  const verification = {
    valid: firstBadSequence === null,
    checkedEvents: link.sequence,
    firstBadSequence,
    headHash: (head ?? link).hash.toString('hex'),
  };
  return { isComplete: true, link, verification };
}
