import { describe, expect, test } from '@jest/globals';
import { isObjectType } from 'graphql';
import type { SchemaPosition } from '../../src/schema/schema-positions.js';
import { createPlanSchema } from '../helpers/plan-fixture.js';

function createPositions() {
  const { schemaPositions } = createPlanSchema().guarded;
  const at = (name: string): SchemaPosition => {
    const position = schemaPositions.positionOf(name);
    if (position === undefined) throw new Error(`no position for ${name}`);
    return position;
  };
  return { schemaPositions, at };
}

describe('a schema position', () => {
  test('has the possible types', () => {
    const { schemaPositions, at } = createPositions();
    expect(at('Node').possible).toEqual(['A', 'B']);
    expect(at('Any').possible).toEqual(['A', 'B']);
    expect(at('A').possible).toEqual(['A']);
    expect(schemaPositions.positionOf('Int')).toBeUndefined();
    expect(schemaPositions.positionOf('Nothing')).toBeUndefined();
  });

  test('is the same inside a fragment on the same type or without a type', () => {
    const { schemaPositions, at } = createPositions();
    expect(schemaPositions.narrow(at('Node'), undefined)).toBe(at('Node'));
    expect(schemaPositions.narrow(at('Node'), 'Node')).toBe(at('Node'));
    const narrowed = schemaPositions.narrow(at('Node'), 'Other');
    if (narrowed === undefined) throw new Error('The fragment cannot apply.');
    expect(schemaPositions.narrow(narrowed, 'Other')).toBe(narrowed);
  });

  test('is of a schema whose object types are counted', () => {
    const { schema, schemaPositions } = createPlanSchema().guarded;
    const objectTypes = Object.values(schema.getTypeMap()).filter(isObjectType);

    expect(schemaPositions.objectTypes).toBe(objectTypes.length);
  });

  test('is narrowed by a fragment to the types that both allow', () => {
    const { schemaPositions, at } = createPositions();
    expect(schemaPositions.narrow(at('Node'), 'A')).toBe(at('A'));
    expect(schemaPositions.narrow(at('Any'), 'Node')).toBe(at('Node'));
    expect(schemaPositions.narrow(at('Node'), 'Other')).toMatchObject({ named: 'Other', possible: ['A'] });
    expect(schemaPositions.narrow(at('A'), 'Node')).toMatchObject({ named: 'Node', possible: ['A'] });
    expect(schemaPositions.narrow(at('A'), 'B')).toBeUndefined();
    expect(schemaPositions.narrow(at('A'), 'Nothing')).toBeUndefined();
  });
});

describe('slotAt', () => {
  test('returns the same slot for the same field', () => {
    const { schemaPositions, at } = createPositions();
    expect(schemaPositions.slotAt(at('Node'), 'x')).toBe(schemaPositions.slotAt(at('Node'), 'x'));
  });

  test.each([
    ['Node', 'x', ['A.x', 'B.x'], 'Node.x', true],
    ['Node', 'y', ['A.y', 'B.y'], 'Node.y', true],
    ['Node', 'id', ['A.id', 'B.id'], 'Node.id', false],
    ['A', 'x', ['A.x'], 'A.x', true],
    ['B', 'x', ['B.x'], 'B.x', false],
    ['B', 'y', ['B.y'], 'B.y', true],
    ['Solo', 's', ['C.s'], 'C.s', true],
    ['Node', '__typename', [], 'Node.__typename', false],
    ['__Schema', 'types', [], '__Schema.types', false],
  ])('returns for %s.%s the fields %j, reported as %s', (type, name, fields, coordinate, hasRules) => {
    const { schemaPositions, at } = createPositions();
    const slot = schemaPositions.slotAt(at(type), name);

    expect(slot.fields.map((field) => field.coordinate)).toEqual(fields);
    expect(slot).toMatchObject({ coordinate, hasRules });
  });

  test('has the position below that every type has', () => {
    const { schemaPositions, at } = createPositions();
    expect(schemaPositions.slotAt(at('A'), 'kid').below).toBe(at('A'));
    expect(schemaPositions.slotAt(at('Query'), 'node').below).toBe(at('Node'));
    expect(schemaPositions.slotAt(at('Node'), 'kid').below).toMatchObject({
      named: 'Node',
      possible: ['A', 'B'],
    });
    expect(schemaPositions.slotAt(at('A'), 'x').below).toBeUndefined();
    expect(schemaPositions.slotAt(at('Node'), 'x').below).toBeUndefined();
    expect(schemaPositions.slotAt(at('A'), '__typename').below).toBeUndefined();
  });
});
