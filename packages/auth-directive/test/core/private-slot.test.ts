import { expect, test } from '@jest/globals';
import { createPrivateSlot } from '../../src/core/private-slot.js';

test('a value is found on the object on which it was set, and on no other', () => {
  const slot = createPrivateSlot<string>();
  const object = {};

  expect(slot.get(object)).toBeUndefined();
  slot.set(object, 'first');

  expect([slot.get(object), slot.get({})]).toEqual(['first', undefined]);
});

test('a later value replaces an earlier one', () => {
  const slot = createPrivateSlot<string>();
  const object = {};
  slot.set(object, 'first');

  slot.set(object, 'second');

  expect(slot.get(object)).toBe('second');
});

test('two slots on one object are independent', () => {
  const [one, other] = [createPrivateSlot<string>(), createPrivateSlot<string>()];
  const object = {};

  one.set(object, 'mine');
  expect(other.get(object)).toBeUndefined();
  other.set(object, 'yours');

  expect([one.get(object), other.get(object)]).toEqual(['mine', 'yours']);
});

// An executor may hand the same frozen object to every operation without variables.
test('a value is invisible to other code, also on a frozen object', () => {
  const slot = createPrivateSlot<string>();
  const object = Object.freeze({ name: 'Ada' });

  slot.set(object, 'hidden');

  expect(slot.get(object)).toBe('hidden');
  expect(Reflect.ownKeys(object)).toEqual(['name']);
  expect({ ...object }).toEqual({ name: 'Ada' });
  expect(slot.get({ ...object })).toBeUndefined();
  expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
});
