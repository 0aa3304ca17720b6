import { type GraphQLSchema, isAbstractType, isObjectType } from 'graphql';
import { AuthSchemaError, type Finding } from '../core/auth-schema-error.js';
import type { Host } from '../core/host.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import { changedElements } from './changed-elements.js';
import { referencesOf } from './federation-references.js';
import type { GuardRegistry } from './guard-registry.js';
import { needsFieldGuard, needsTypeGuard } from './guard-schema.js';

/**
 * Checks that every element that needs a guard has it as its outermost resolver. Throws `AuthSchemaError`
 * with each coordinate whose guard was removed by a later transformer, or that was added after the guards,
 * and with each rule that was added or changed after the guards. A verified schema remains valid after Apollo
 * Server has wrapped its resolvers.
 */
export function assertGuarded(
  schema: GraphQLSchema,
  guarded: GuardedSchema,
  host: Host,
  guardRegistry: GuardRegistry,
): void {
  if (guardRegistry.verifiedSchemas.has(schema) && isInstrumented(schema)) return;
  const faults: Finding[] = [];
  const enforced = new Set<GuardedSchema>();
  const expect = (candidate: unknown, coordinate: string, what: string): void => {
    const found = guardRegistry.enforcedBy(candidate, coordinate);
    if (found === undefined) faults.push({ coordinate, message: `${what} has no guard.` });
    else enforced.add(found);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type) && needsTypeGuard({ guarded }, type.name)) {
      expect(type.resolveType, type.name, 'resolveType');
    }
    for (const reference of referencesOf(type)) expect(reference, type.name, '__resolveReference');
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      const rules = guarded.fields.get(coordinate);
      if (rules === undefined || !needsFieldGuard({ guarded, host }, rules)) continue;
      expect(field.resolve, coordinate, 'resolve');
      if (rules.operation === 'subscription') expect(field.subscribe, coordinate, 'subscribe');
    }
  }
  for (const each of enforced) faults.push(...changedElements(each, guarded));
  if (faults.length > 0) throw new AuthSchemaError(faults);
  guardRegistry.verifiedSchemas.add(schema);
}

/**
 * Returns whether Apollo's plugins have wrapped the resolvers of this schema in place, outside of the guards.
 */
function isInstrumented(schema: GraphQLSchema): boolean {
  return Object.getOwnPropertySymbols(schema).some(
    ({ description }) => description === 'apolloServerPluginsEnabled',
  );
}
