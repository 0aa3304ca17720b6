import type { GraphQLSchema } from 'graphql';
import type { Host } from '../core/host.js';
import { OPEN } from '../core/rule.js';
import { type CompiledRule, createRuleTable } from '../core/rule-table.js';
import { effectiveRules } from './effective-rules.js';
import type { GuardedField } from './guarded-field.js';
import { type InputRules, inputRules } from './input-rules.js';
import type { AuthPolicy } from './read-policy.js';
import { createSchemaPositions, type SchemaPositions } from './schema-positions.js';

/** A schema with everything that is computed at build. */
export interface GuardedSchema {
  readonly schema: GraphQLSchema;
  readonly host: Host;
  readonly policy: AuthPolicy;
  readonly fields: ReadonlyMap<string, GuardedField>;
  /** What every edge to this type asks of the value, by type name. */
  readonly edges: ReadonlyMap<string, CompiledRule>;
  readonly inputs: InputRules;
  /** Where plans look up what is selected. */
  readonly schemaPositions: SchemaPositions;
}

/** Compiles a policy that was read from this schema. Throws `AuthSchemaError` when rules cannot be combined. */
export function compileSchema(schema: GraphQLSchema, policy: AuthPolicy, host: Host): GuardedSchema {
  const compile = createRuleTable();
  const effective = effectiveRules(schema, policy);
  const inputs = inputRules(schema, policy, compile);
  const fields = new Map<string, GuardedField>();
  const edges = new Map<string, CompiledRule>();
  const members = new Map<string, Map<string, GuardedField>>();
  for (const [coordinate, field] of effective.fields) {
    // Nobody else holds this object, and a copy of each made a start of 5,000 fields longer by a fifth.
    const guarded: GuardedField = Object.assign(field, {
      planned: compile(field.elevates ? field.before : field.rule),
      guard: compile(field.rule),
      beforeRule: compile(field.before),
      payloadRule: compile(field.edge),
      isChecked: field.rule !== OPEN,
      inputs: inputs.fields.get(coordinate),
    });
    fields.set(coordinate, guarded);
    const siblings = members.get(field.typeName) ?? new Map<string, GuardedField>();
    members.set(field.typeName, siblings.set(field.fieldName, guarded));
  }
  for (const [name, rule] of effective.edges) edges.set(name, compile(rule));
  return {
    schema,
    host,
    policy,
    fields,
    edges,
    inputs,
    schemaPositions: createSchemaPositions(schema, members),
  };
}
