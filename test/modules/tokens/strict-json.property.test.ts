import { describe, expect, test } from '@jest/globals';
import { readJsonObject } from '../../../src/modules/tokens/strict-json.js';
import { fc } from '../../helpers/fast-check.js';

describe('readJsonObject', () => {
  test('returns the members of JSON.parse for objects with distinct names', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const text = JSON.stringify(object);
        expect(readJsonObject(Buffer.from(text))).toEqual(new Map(Object.entries(JSON.parse(text))));
      }),
    );
  });

  test('returns null for a duplicate name at any depth', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.jsonValue(),
        fc.jsonValue(),
        fc.nat({ max: 5 }),
        (name, one, two, depth) => {
          const member = (value: unknown) => `${JSON.stringify(name)}:${JSON.stringify(value)}`;
          const inner = `{${member(one)},"other ${name.length}":[{}],${member(two)}}`;
          fc.pre(name !== `other ${name.length}`);
          const text = `{"outer":${'['.repeat(depth)}${inner}${']'.repeat(depth)}}`;
          expect(readJsonObject(Buffer.from(text))).toBeNull();
        },
      ),
    );
  });

  test('never throws, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(() => readJsonObject(bytes)).not.toThrow();
      }),
    );
  });
});
