import { expect, test } from '@jest/globals';
import { createPrivateSlot } from '../../src/core/private-slot.js';

test('what was put on an object is found on it, and on no other', () => {
  const stamp = createPrivateSlot<string>();
  const object = {};

  expect(stamp.get(object)).toBeUndefined();
  stamp.set(object, 'first');

  expect([stamp.get(object), stamp.get({})]).toEqual(['first', undefined]);
});

test('the later value takes the place of the earlier', () => {
  const stamp = createPrivateSlot<string>();
  const object = {};
  stamp.set(object, 'first');

  stamp.set(object, 'second');

  expect(stamp.get(object)).toBe('second');
});

test('two stamps on one object know nothing of each other', () => {
  const [one, other] = [createPrivateSlot<string>(), createPrivateSlot<string>()];
  const object = {};

  one.set(object, 'mine');
  expect(other.get(object)).toBeUndefined();
  other.set(object, 'yours');

  expect([one.get(object), other.get(object)]).toEqual(['mine', 'yours']);
});

// An executor may hand the same frozen object to every operation without variables.
test('nobody else sees it, and what is frozen carries it too', () => {
  const stamp = createPrivateSlot<string>();
  const object = Object.freeze({ name: 'Ada' });

  stamp.set(object, 'seen by nobody');

  expect(stamp.get(object)).toBe('seen by nobody');
  expect(Reflect.ownKeys(object)).toEqual(['name']);
  expect({ ...object }).toEqual({ name: 'Ada' });
  expect(stamp.get({ ...object })).toBeUndefined();
  expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
});
