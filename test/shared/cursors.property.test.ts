import { expect, test } from '@jest/globals';
import { type Cursors, createCursors, createKeyedHash, type KeyedHash } from '../../src/shared/index.js';
import { fc } from '../helpers/fast-check.js';

const keyedHash = createKeyedHash(Buffer.alloc(32, 3));
const list = {
  listName: 'users',
  selection: { search: null },
  order: { field: 'CREATED_AT', direction: 'DESC' },
};
type Position = [string | null, string];
const cursorsOf = (other: Partial<typeof list>, otherHash: KeyedHash = keyedHash): Cursors<Position> =>
  createCursors(otherHash, { ...list, ...other });
const cursors = cursorsOf({});
const position = fc.tuple(fc.option(fc.string({ maxLength: 300 })), fc.uuid());

test('a list reads every cursor that it wrote', () => {
  fc.assert(
    fc.property(position, (value) => {
      expect(cursors.read(cursors.write(value), 'after')).toEqual(value);
    }),
  );
});

test('rejects the cursors of other lists and of other keys', () => {
  const others = [
    cursorsOf({}, createKeyedHash(Buffer.alloc(32, 4))),
    cursorsOf({ listName: 'audit' }),
    createCursors<Position>(keyedHash, { ...list, selection: { search: 'a' } }),
    cursorsOf({ order: { field: 'CREATED_AT', direction: 'ASC' } }),
    cursorsOf({ order: { field: 'EMAIL', direction: 'DESC' } }),
  ];
  fc.assert(
    fc.property(position, fc.constantFrom(...others), (value, other) => {
      expect(() => other.read(cursors.write(value), 'before')).toThrow(/Start again/);
    }),
  );
});

test('rejects any other text and any changed byte with BAD_USER_INPUT', () => {
  const changed = fc.tuple(position, fc.nat(), fc.integer({ min: 1, max: 255 })).map(([value, at, flip]) => {
    const bytes = Buffer.from(cursors.write(value), 'base64url');
    const index = at % bytes.length;
    bytes[index] = (bytes[index] ?? 0) ^ flip;
    return bytes.toString('base64url');
  });
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), changed), (text) => {
      expect(() => cursors.read(text, 'after')).toThrow(
        expect.objectContaining({ reason: 'BAD_USER_INPUT' }),
      );
    }),
    { numRuns: 1000 },
  );
});
