import { expect, test } from '@jest/globals';
import { actorOf, callerOf } from '../../../src/modules/access/index.js';

test('callerOf and actorOf throw a plain Error without a caller: the field lacks its guard', () => {
  expect(() => callerOf({ currentUser: null })).toThrow('behind @auth');
  expect(() => actorOf({ currentUser: null })).toThrow('behind @auth');
});
