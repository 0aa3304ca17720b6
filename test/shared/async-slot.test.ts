import { describe, expect, test } from '@jest/globals';
import { createAsyncSlot } from '../../src/shared/index.js';

describe('a slot', () => {
  test('has the value of the innermost run, and none outside', async () => {
    const slot = createAsyncSlot<string>();

    const values = await slot.run('outer', async () => {
      await Promise.resolve();
      const inner = slot.run('inner', () => slot.getStore());
      return [inner, slot.getStore()];
    });

    expect(values).toEqual(['inner', 'outer']);
    expect(slot.getStore()).toBeUndefined();
  });

  test('does not see the values of other slots, in whatever order they were set', () => {
    const [one, other, third] = [createAsyncSlot<number>(), createAsyncSlot<number>(), createAsyncSlot()];

    const read = (): unknown => [one.getStore(), other.getStore(), third.getStore()];

    expect(one.run(1, () => other.run(2, read))).toEqual([1, 2, undefined]);
    expect(other.run(2, () => one.run(1, () => other.run(3, read)))).toEqual([1, 3, undefined]);
  });

  test('keeps null and undefined apart from the value outside', () => {
    const slot = createAsyncSlot<null | undefined | string>();

    const values = slot.run('outer', () => [
      slot.run(null, () => slot.getStore()),
      slot.run(undefined, () => slot.getStore()),
    ]);

    expect(values).toEqual([null, undefined]);
  });

  test('keeps requests that run at the same time apart', async () => {
    const slot = createAsyncSlot<number>();
    const other = createAsyncSlot<number>();
    const work = async (): Promise<unknown> => {
      for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
      return [slot.getStore(), other.getStore()];
    };

    const values = await Promise.all([1, 2, 3].map((id) => slot.run(id, () => other.run(-id, work))));

    expect(values).toEqual([
      [1, -1],
      [2, -2],
      [3, -3],
    ]);
  });
});
