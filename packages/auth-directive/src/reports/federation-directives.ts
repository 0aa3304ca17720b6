import { type GraphQLSchema, isAbstractType, isObjectType } from 'graphql';
import { describeRequirement } from '../core/describe-group.js';
import { strongestRoles } from '../core/role-hierarchy.js';
import { CLOSED, type Group, OPEN, type Rule } from '../core/rule.js';
import { type GuardedField, isSilent } from '../schema/guarded-field.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import { type FederationField, federationSdl } from './federation-sdl.js';

/** The export of the rules to a router. */
export interface FederationDirectives {
  readonly fields: readonly FederationField[];
  /** The SDL of the subgraph, with `@authenticated` and `@policy` in place of the rules. */
  readonly sdl: string;
}

/** Returns what a router can decide, as a report and as SDL. */
export function federationDirectives(schema: GraphQLSchema, guarded: GuardedSchema): FederationDirectives {
  const fields = federationFields(guarded);
  return { fields, sdl: federationSdl(schema, guarded.host.names, fields) };
}

/**
 * Returns the conditions of each field that a router can evaluate without an object. They never refuse a
 * caller whom the subgraph would admit, and may admit callers whom it refuses.
 */
function federationFields(guarded: GuardedSchema): readonly FederationField[] {
  const elevated = fieldsBelow(guarded, ({ elevates }) => elevates);
  const silent = fieldsBelow(guarded, (field) => isSilent(field) && mayBeRefused(guarded, field));
  return [...guarded.fields.values()]
    .filter(({ typeName }) => isObjectType(guarded.schema.getType(typeName)))
    .map((field) => {
      const reasons = [
        ...(elevated.has(field.coordinate) ? ['below a field that elevates'] : []),
        ...(silent.has(field.coordinate) ? ['below a field with onDeny'] : []),
        ...(isSilent(field) ? ['onDeny'] : []),
      ];
      return federationField(guarded, field, reasons);
    })
    .filter(({ authenticated, enforcedInSubgraph }) => authenticated || enforcedInSubgraph.length > 0);
}

/** `reasons` say why a router must not decide about the field. */
function federationField(
  guarded: GuardedSchema,
  field: GuardedField,
  reasons: readonly string[],
): FederationField {
  const { coordinate } = field;
  const { rule } = field.planned;
  const kept = [...leftOut(rule), ...decidedByValue(guarded, field)];
  const nothing = { coordinate, authenticated: false, policies: undefined };
  if (rule === OPEN) return { ...nothing, enforcedInSubgraph: kept };
  if (reasons.length > 0) return { ...nothing, enforcedInSubgraph: [...reasons, ...kept] };
  return { coordinate, authenticated: true, policies: policiesOf(guarded, rule), enforcedInSubgraph: kept };
}

/** Returns the OR of ANDs that a router evaluates; undefined when every authenticated caller may pass. */
function policiesOf({ host }: GuardedSchema, rule: Rule): FederationField['policies'] {
  if (rule === CLOSED) return [['nobody']];
  const groups = rule.map(({ roles, scopes, freshWithin, assurance }) => [
    ...strongestRoles(host.roles, roles).map((role) => `role:${role}`),
    ...(scopes === null ? ['scopes:none'] : scopes.length === 0 ? [] : [`scopes:${scopes.join(' ')}`]),
    ...(freshWithin === Infinity ? [] : [`fresh:${freshWithin}`]),
    ...(assurance === 0 ? [] : [`assurance:${assurance}`]),
  ]);
  if (groups.some((names) => names.length === 0)) return undefined;
  const keys = new Set(groups.map((names) => JSON.stringify(names)));
  return groups.filter((names) => keys.delete(JSON.stringify(names)));
}

function leftOut(rule: Rule): readonly string[] {
  const requirements = rule.flatMap(({ parent, value }: Group) => [...parent, ...value]);
  return [...new Set(requirements.map(describeRequirement))];
}

/** Returns what depends on the arguments of a request or on the value of the field. */
function decidedByValue({ schema, edges, inputs }: GuardedSchema, field: GuardedField): readonly string[] {
  const type = schema.getType(field.returns);
  const kept: string[] = field.elevates ? ['elevates'] : [];
  if (field.inputs !== undefined) kept.push('inputs');
  if ((inputs.types.get(field.returns)?.values.size ?? 0) > 0) kept.push('enum values');
  const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
  if (possible.some(({ name }) => (edges.get(name)?.rule ?? OPEN) !== OPEN)) kept.push('the concrete type');
  return kept;
}

function mayBeRefused(guarded: GuardedSchema, field: GuardedField): boolean {
  return field.isChecked || decidedByValue(guarded, field).length > 0;
}

/**
 * Returns the fields that are reached through some fields: through an elevating field they are decided for
 * another caller than the request's, and through a silent field their refusal would be an error of the router
 * in place of a null or of a shorter list.
 */
function fieldsBelow(
  { schema, fields }: GuardedSchema,
  isAbove: (field: GuardedField) => boolean,
): ReadonlySet<string> {
  const reached = new Set<string>();
  const pending = [...fields.values()].filter(isAbove).map(({ returns }) => returns);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    for (const { coordinate, returns } of fieldsOf(schema, fields, name)) {
      if (reached.has(coordinate)) continue;
      reached.add(coordinate);
      pending.push(returns);
    }
  }
  return reached;
}

function fieldsOf(
  schema: GraphQLSchema,
  fields: GuardedSchema['fields'],
  typeName: string,
): readonly GuardedField[] {
  const type = schema.getType(typeName);
  const objects = isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : [];
  return objects.flatMap((object) =>
    Object.keys(object.getFields()).flatMap((name) => fields.get(`${object.name}.${name}`) ?? []),
  );
}
