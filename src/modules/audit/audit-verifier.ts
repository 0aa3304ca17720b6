import type { Reader } from '../../shared/index.js';
import { beginning, hashOfEntry, isSame, isSealed, type Link } from './audit-chain.js';
import type { AuditEntry } from './audit-event.js';
import type { AuditStore, HeadReading } from './audit-store.js';

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
  | { readonly isOver: false; readonly link: Link }
  | { readonly isOver: true; readonly link: Link; readonly verification: AuditVerification };

/** Reads the log against its chain. */
export interface Verifier {
  /** The whole log, however long; who asks meanwhile is given the same answer. */
  verify(): Promise<AuditVerification>;
  /** Some entries from a link that is known to be good; `kept`: what a head was when somebody wrote it down elsewhere. */
  step(from: Link, kept: Link | null): Promise<VerificationStep>;
}

/** What verifying needs. */
export interface VerifierDependencies {
  readonly store: AuditStore;
  readonly reader: Reader;
  readonly chainKey: () => Buffer;
}

const entriesOfBatch = 1_000;
const batchesOfStep = 20;

/** Makes the verifier. */
export function createVerifier(dependencies: VerifierDependencies): Verifier {
  let running: Promise<AuditVerification> | null = null;
  const verify = async (): Promise<AuditVerification> => {
    for (let link = beginning; ; ) {
      const step = await verifyStep(dependencies, link, null);
      if (step.isOver) return step.verification;
      link = step.link;
    }
  };
  return {
    verify: () => {
      running ??= verify().finally(() => {
        running = null;
      });
      return running;
    },
    step: (from, kept) => verifyStep(dependencies, from, kept),
  };
}

async function verifyStep(
  { store, reader, chainKey }: VerifierDependencies,
  from: Link,
  kept: Link | null,
): Promise<VerificationStep> {
  const key = chainKey();
  // Read first, with the end of the log in the same moment: what is appended while we read belongs to the next verification.
  const reading = await store.readHead(reader);
  let link = from;
  for (let batch = 0; batch < batchesOfStep; batch += 1) {
    const entries = await store.following(reader, before(link), entriesOfBatch);
    for (const entry of entries) {
      if (entry.sequence > reading.lastSequence) break;
      if (!isNext(key, link, entry) || isOther(kept, entry)) return over(reading, link, badOne(link, entry));
      link = entry;
    }
    if (link.sequence >= reading.lastSequence || entries.length < entriesOfBatch) {
      return over(reading, link, badEnd(key, link, reading) ?? cutOff(kept, link));
    }
  }
  return { isOver: false, link };
}

/** A stranger may have put itself before the first entry. */
function before({ sequence }: Link): number {
  return sequence === 0 ? Number.MIN_SAFE_INTEGER : sequence;
}

/** The entry as we would have written it after that one. What tells of tampering is never good. */
function isNext(key: Buffer, link: Link, entry: AuditEntry): boolean {
  const isBeginning = entry.sequence === 1;
  return (
    entry.sequence === link.sequence + 1 &&
    isBeginning === (entry.action === 'log.started') &&
    entry.action !== 'log.tampered' &&
    isSame(hashOfEntry(key, link.hash, entry), entry.hash)
  );
}

function isOther(kept: Link | null, { sequence, hash }: Link): boolean {
  return kept !== null && kept.sequence === sequence && !isSame(kept.hash, hash);
}

/** A gap is named by the first entry that is missing, a stranger by its own place. */
function badOne(link: Link, { sequence }: AuditEntry): number {
  return Math.min(sequence, link.sequence + 1);
}

/** All entries are good up to here; is this where the head says that the log ends? */
function badEnd(key: Buffer, link: Link, { head, lastSequence }: HeadReading): number | null {
  if (link.sequence < lastSequence || lastSequence === 0) return link.sequence + 1;
  if (head === null) return link.sequence;
  if (head.sequence !== link.sequence) return Math.min(head.sequence, link.sequence) + 1;
  return isSealed(key, head) && isSame(head.hash, link.hash) ? null : link.sequence;
}

function cutOff(kept: Link | null, link: Link): number | null {
  return kept !== null && kept.sequence > link.sequence ? link.sequence + 1 : null;
}

function over({ head }: HeadReading, link: Link, firstBadSequence: number | null): VerificationStep {
  const verification = {
    valid: firstBadSequence === null,
    checkedEvents: link.sequence,
    firstBadSequence,
    headHash: (head ?? link).hash.toString('hex'),
  };
  return { isOver: true, link, verification };
}
