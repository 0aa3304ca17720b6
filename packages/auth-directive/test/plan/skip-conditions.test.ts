import { describe, expect, test } from '@jest/globals';
import { type FieldNode, Kind, parse } from 'graphql';
import { conditionsOf, isSkipped } from '../../src/plan/skip-conditions.js';

describe('skip conditions', () => {
  const skipped = (directives: string, variables: Record<string, unknown> = {}) => {
    const [operation] = parse(`query q($v: Boolean) { f ${directives} }`).definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
    const [field] = operation.selectionSet.selections;
    return field === undefined ? undefined : isSkipped(conditionsOf(field), variables);
  };

  test.each([
    ['', {}, false],
    ['@skip(if: true)', {}, true],
    ['@skip(if: false)', {}, false],
    ['@include(if: true)', {}, false],
    ['@include(if: false)', {}, true],
    ['@skip(if: $v)', { v: true }, true],
    ['@skip(if: $v)', { v: false }, false],
    ['@include(if: $v)', { v: false }, true],
    ['@include(if: $v)', { v: true }, false],
    ['@include(if: $v)', {}, false],
    ['@include(if: true) @skip(if: true)', {}, true],
    ['@include(if: false) @skip(if: false)', {}, true],
    // Documents that were not validated: a condition that cannot be read keeps the selection.
    ['@skip', {}, false],
    ['@skip(unless: true)', {}, false],
    ['@skip(unless: true, if: false)', {}, false],
    ['@skip(if: "yes")', {}, false],
    ['@defer(if: true)', {}, false],
    ['@defer(if: false)', {}, false],
    ['@skip(if: null)', {}, false],
    ['@defer(if: true) @skip(if: true)', {}, true],
  ])('"%s" with %j skips: %s', (directives, variables, expected) => {
    expect(skipped(directives, variables)).toBe(expected);
  });

  test.each([
    ['no directives', {}],
    [
      'a directive without arguments',
      { directives: [{ kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: 'skip' } }] },
    ],
  ] as const)('are empty for a node that a program created with %s', (_, more) => {
    const node: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: 'f' }, ...more };

    expect(conditionsOf(node)).toEqual([]);
  });

  test('are empty where no condition can be read', () => {
    const [operation] = parse('{ f @skip(if: "yes") @include(if: null) }').definitions;
    const [field] = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections : [];

    expect(field && conditionsOf(field)).toEqual([]);
  });
});
