import { expect, test } from '@jest/globals';
import { hashEntry, isSealed, sealHead } from '../../../src/modules/audit/audit-chain.js';
import { buildEntry } from '../../../src/modules/audit/build-entry.js';
import { canonicalJson, createKeyedHash, type DomainEvent } from '../../../src/shared/index.js';
import { fc } from '../../helpers/fast-check.js';
import { userId } from '../../helpers/test-audit-log.js';

const keyedHash = createKeyedHash(Buffer.alloc(32, 9));
const previous = Buffer.alloc(32, 1);
const text = fc.string({ unit: 'binary', maxLength: 12 });
const optional = fc.option(text);

const digest = fc.option(fc.uint8Array({ minLength: 32, maxLength: 32 }).map((array) => Buffer.from(array)));
const entry = fc.record({
  sequence: fc.integer({ min: 1, max: 2 ** 31 }),
  id: text,
  occurredAt: fc.date({ noInvalidDate: true }),
  action: text,
  outcome: fc.constantFrom('SUCCESS' as const, 'FAILURE' as const, 'DENIED' as const),
  reason: optional,
  actorType: fc.constantFrom('USER' as const, 'CLI' as const),
  actorId: fc.constantFrom(userId, null),
  subjectId: fc.constantFrom(userId, null),
  resourceType: optional,
  resourceId: optional,
  ipAddress: optional,
  userAgent: optional,
  requestId: text,
  changes: optional,
  parts: fc.record({ origin: fc.record({ digest }), details: fc.record({ digest }) }),
});

test('different entries have different hashes', () => {
  fc.assert(
    fc.property(entry, entry, (one, other) => {
      const serialize = (value: unknown): string => Buffer.from(canonicalJson(value)).toString();
      // Lone surrogates have no encoding; the log stores none.
      const isWellFormed = (value: unknown): boolean => !/\\ud[89a-f]/i.test(serialize(value));
      fc.pre(isWellFormed(one) && isWellFormed(other));
      const isSame = hashEntry(keyedHash, previous, one).equals(hashEntry(keyedHash, previous, other));
      expect(isSame).toBe(serialize(one) === serialize(other));
    }),
    { numRuns: 1_000 },
  );
});

test('moving text from one column to the next changes the hash', () => {
  fc.assert(
    fc.property(entry, text, text, (base, one, other) => {
      const apart = { ...base, resourceType: one, resourceId: other };
      const together = { ...base, resourceType: one + other, resourceId: '' };
      const absent = { ...base, resourceType: one + other, resourceId: null };
      const hashes = [apart, together, absent].map((each) =>
        hashEntry(keyedHash, previous, each).toString('hex'),
      );
      expect(new Set(hashes).size).toBe(other === '' ? 2 : 3);
    }),
  );
});

test('a seal is valid only for its sequence, hash and key', () => {
  const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((array) => Buffer.from(array));
  fc.assert(
    fc.property(fc.nat(), bytes, fc.nat(), bytes, (sequence, hash, otherSequence, otherHash) => {
      const seal = sealHead(keyedHash, { sequence, hash });
      expect(isSealed(keyedHash, { sequence, hash, seal })).toBe(true);
      expect(isSealed(createKeyedHash(Buffer.alloc(32, 8)), { sequence, hash, seal })).toBe(false);
      expect(isSealed(keyedHash, { sequence: otherSequence, hash: otherHash, seal })).toBe(
        sequence === otherSequence && hash.equals(otherHash),
      );
    }),
  );
});

test('every event becomes an entry that Postgres stores unchanged', () => {
  const event = fc.record({
    reason: text,
    resource: fc.record({ type: fc.constant('field'), id: text }),
    changes: fc.dictionary(text, fc.record({ from: fc.jsonValue(), to: fc.jsonValue() }), { maxKeys: 3 }),
  });
  const baseEvent = {
    type: 'user.updated',
    occurredAt: new Date(0),
    actor: { type: 'CLI' },
    subjectId: null,
  } as const;
  fc.assert(
    fc.property(event, text, (members, userAgent) => {
      const domainEvent: DomainEvent = { ...baseEvent, ...members };
      const built = buildEntry(domainEvent, { ipAddress: '192.0.2.1', userAgent, requestId: 'r' }, 'local-1');
      const { origin, details } = built.personal;
      const texts = [
        built.resourceId,
        built.changes,
        built.reason,
        origin?.userAgent,
        details?.reason,
        details?.changes,
      ].filter((stored) => typeof stored === 'string');
      for (const stored of texts) {
        expect(stored).not.toContain('\0');
        expect(Buffer.from(stored).toString()).toBe(stored);
      }
      expect(Buffer.byteLength(built.changes ?? '')).toBeLessThanOrEqual(16_384);
    }),
  );
});
