import { expect, test } from '@jest/globals';
import { createPrivateSlot } from '../../src/core/private-slot.js';

test('what was put on an object is found on it, and on no other', () => {
  const stamp = createPrivateSlot<string>();
  const object = {};

  expect(stamp.of(object)).toBeUndefined();
  stamp.put(object, 'first');

  expect([stamp.of(object), stamp.of({})]).toEqual(['first', undefined]);
});

test('the later value takes the place of the earlier', () => {
  const stamp = createPrivateSlot<string>();
  const object = {};
  stamp.put(object, 'first');

  stamp.put(object, 'second');

  expect(stamp.of(object)).toBe('second');
});

test('two stamps on one object know nothing of each other', () => {
  const [one, other] = [createPrivateSlot<string>(), createPrivateSlot<string>()];
  const object = {};

  one.put(object, 'mine');
  expect(other.of(object)).toBeUndefined();
  other.put(object, 'yours');

  expect([one.of(object), other.of(object)]).toEqual(['mine', 'yours']);
});

// An executor may hand the same frozen object to every operation without variables.
test('nobody else sees it, and what is frozen carries it too', () => {
  const stamp = createPrivateSlot<string>();
  const object = Object.freeze({ name: 'Ada' });

  stamp.put(object, 'seen by nobody');

  expect(stamp.of(object)).toBe('seen by nobody');
  expect(Reflect.ownKeys(object)).toEqual(['name']);
  expect({ ...object }).toEqual({ name: 'Ada' });
  expect(stamp.of({ ...object })).toBeUndefined();
  expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
});
