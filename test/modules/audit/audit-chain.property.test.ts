import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hashEntry, isSealed, sealHead } from '../../../src/modules/audit/audit-chain.js';
import { buildEntry } from '../../../src/modules/audit/build-entry.js';
import { canonicalJson, createKeyedHash, type DomainEvent } from '../../../src/shared/index.js';
import { userId } from '../../helpers/test-audit-log.js';

const keyedHash = createKeyedHash(Buffer.alloc(32, 9));
const previous = Buffer.alloc(32, 1);
const text = fc.string({ unit: 'binary', maxLength: 12 });
const optional = fc.option(text);

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
});

test('entries that differ in anything have different hashes, wherever their texts are cut', () => {
  fc.assert(
    fc.property(entry, entry, (one, other) => {
      // Half a surrogate pair has no bytes of its own; the log keeps none.
      const form = (value: unknown): string => Buffer.from(canonicalJson(value)).toString();
      const well = (value: unknown): boolean => !/\\ud[89a-f]/i.test(form(value));
      fc.pre(well(one) && well(other));
      const isSame = hashEntry(keyedHash, previous, one).equals(hashEntry(keyedHash, previous, other));
      expect(isSame).toBe(form(one) === form(other));
    }),
    { numRuns: 1_000 },
  );
});

test('a text moved from one column to the one beside it changes the hash', () => {
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

test('a seal is good for its own sequence, hash and key alone', () => {
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

test('whatever an event says becomes an entry that Postgres keeps letter by letter', () => {
  const event = fc.record({
    reason: text,
    resource: fc.record({ type: fc.constant('field'), id: text }),
    changes: fc.dictionary(text, fc.record({ from: fc.jsonValue(), to: fc.jsonValue() }), { maxKeys: 3 }),
  });
  const usual = {
    type: 'user.updated',
    occurredAt: new Date(0),
    actor: { type: 'CLI' },
    subjectId: null,
  } as const;
  fc.assert(
    fc.property(event, text, (said, userAgent) => {
      const told: DomainEvent = { ...usual, ...said };
      const made = buildEntry(told, { ipAddress: '192.0.2.1', userAgent, requestId: 'r' }, 'made-up');
      const texts = [made.reason, made.resourceId, made.userAgent, made.changes].filter(
        (kept) => kept !== null,
      );
      for (const kept of texts) {
        expect(kept).not.toContain('\0');
        expect(Buffer.from(kept).toString()).toBe(kept);
      }
      expect(Buffer.byteLength(made.changes ?? '')).toBeLessThanOrEqual(16_384);
    }),
  );
});
