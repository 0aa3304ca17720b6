import { describe, expect, test } from '@jest/globals';
import { connectionOf } from '../../src/shared/index.js';

const continues = { hasNextPage: true, hasPreviousPage: false };
const letters = connectionOf(['a', 'b'], continues, {
  nodeOf: (letter) => letter.toUpperCase(),
  cursorOf: (letter) => `at ${letter}`,
});

describe('a page', () => {
  test('has the nodes, edges and cursors of its items', () => {
    expect(letters.nodes).toEqual(['A', 'B']);
    expect(letters.edges.map(({ node, cursor }) => [node, cursor])).toEqual([
      ['A', 'at a'],
      ['B', 'at b'],
    ]);
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = letters.pageInfo;
    expect([hasNextPage, hasPreviousPage]).toEqual([true, false]);
    expect([startCursor, endCursor]).toEqual(['at a', 'at b']);
  });

  test('has no cursors without items', () => {
    const { pageInfo } = connectionOf<string, string>([], continues, { nodeOf: String, cursorOf: String });

    expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([null, null]);
  });

  test('creates no cursor that is not read', () => {
    const { nodes, edges } = connectionOf(['a'], continues, {
      nodeOf: String,
      cursorOf: () => {
        throw new Error('made');
      },
    });

    expect([nodes.length, edges.length]).toEqual([1, 1]);
  });

  test('keeps no row in a hidden class: neither it nor its parts have getters of their own', () => {
    const parts: readonly object[] = [letters, letters.pageInfo, ...letters.edges];
    const own = parts.flatMap((part) => Object.values(Object.getOwnPropertyDescriptors(part)));

    expect(own.filter(({ get }) => get !== undefined)).toEqual([]);
  });
});
