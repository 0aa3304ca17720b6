import { type GraphQLObjectType, type GraphQLSchema, isAbstractType } from 'graphql';
import type { Host } from '../core/host.js';
import { OPEN, type Rule } from '../core/rule.js';
import { type CompiledRule, createRuleTable } from '../core/rule-table.js';
import { effectiveRules } from './effective-rules.js';
import type { GuardedField } from './guarded-field.js';
import { type InputRules, inputRules } from './input-rules.js';
import type { AuthPolicy } from './read-policy.js';
import { createSchemaPositions, type SchemaPositions } from './schema-positions.js';

/** A schema with everything that is computed when it is built. */
export interface GuardedSchema {
  readonly schema: GraphQLSchema;
  readonly host: Host;
  readonly policy: AuthPolicy;
  readonly fields: ReadonlyMap<string, GuardedField>;
  /** The rule of each type on the values that fields return, by type name. */
  readonly edges: ReadonlyMap<string, CompiledRule>;
  /** The interfaces and unions of which a possible type has a rule. */
  readonly abstractTypesWithRules: ReadonlySet<string>;
  readonly inputs: InputRules;
  readonly schemaPositions: SchemaPositions;
}

/** Compiles the policy of a schema. Throws `AuthSchemaError` when rules cannot be combined. */
export function compileSchema(schema: GraphQLSchema, policy: AuthPolicy, host: Host): GuardedSchema {
  const compile = createRuleTable();
  const effective = effectiveRules(schema, policy);
  const inputs = inputRules(schema, policy, compile);
  const fields = new Map<string, GuardedField>();
  const edges = new Map<string, CompiledRule>();
  const members = new Map<string, Map<string, GuardedField>>();
  for (const [coordinate, field] of effective.fields) {
    // Nothing else refers to this object. Copying it made the start-up of 5,000 fields a fifth slower.
    const guarded: GuardedField = Object.assign(field, {
      planned: compile(field.elevates ? field.before : field.rule),
      guardRule: compile(field.rule),
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
    abstractTypesWithRules: abstractTypesWithRules(schema, effective.edges),
    inputs,
    schemaPositions: createSchemaPositions(schema, members),
  };
}

function abstractTypesWithRules(
  schema: GraphQLSchema,
  edges: ReadonlyMap<string, Rule>,
): ReadonlySet<string> {
  const hasRule = ({ name }: GraphQLObjectType): boolean => (edges.get(name) ?? OPEN) !== OPEN;
  const types = Object.values(schema.getTypeMap()).filter(isAbstractType);
  return new Set(types.filter((type) => schema.getPossibleTypes(type).some(hasRule)).map(({ name }) => name));
}
