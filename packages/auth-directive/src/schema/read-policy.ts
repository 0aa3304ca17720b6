import type { GraphQLSchema } from 'graphql';
import { isEnumType, isInterfaceType, isNonNullType, isObjectType } from 'graphql';
import { AuthSchemaError, type Finding } from '../core/auth-schema-error.js';
import { OPEN, type Rule } from '../core/rule.js';
import { all, MAX_GROUPS, ruleImplies, ruleKey } from '../core/rule-algebra.js';
import { alteredDefinitions } from './directive-sdl.js';
import { readAuth, readPublic, type WrittenPublic } from './read-directive.js';
import { type Element, type ElementLocation, elementsOf } from './schema-elements.js';

/** What a schema says about who may pass: the own rule of each element that has one, by its coordinate. */
export interface AuthPolicy {
  /** The ladder, weakest first. */
  readonly roles: readonly string[];
  /** Own rules; repeated directives on one element are one rule. */
  readonly rules: ReadonlyMap<string, Rule>;
  /** Root fields that anyone may ask. */
  readonly publics: ReadonlyMap<string, WrittenPublic>;
  /** Fields that answer null when they are refused. */
  readonly nullOnDeny: ReadonlySet<string>;
  /** Root fields that nobody declared, where the host allows that. */
  readonly undeclared: ReadonlySet<string>;
  /** Whether those are refused. */
  readonly closeUndeclared: boolean;
  /** Rules that look weaker than they are: AUTH_WEAKER_FIELD. */
  readonly warnings: readonly Finding[];
}

/** What the host gave that a schema is read against. */
export interface PolicyOptions {
  readonly roles: readonly string[];
  readonly policies: ReadonlySet<string>;
  readonly undeclared: 'error' | 'deny' | 'allow';
}

const DIRECTIVE_TYPES = new Set(['AuthRule', 'AuthDeny', 'Role']);
const WITHOUT_OWNER = new Set<ElementLocation>([
  'ARGUMENT_DEFINITION',
  'INPUT_OBJECT',
  'INPUT_FIELD_DEFINITION',
  'ENUM',
  'ENUM_VALUE',
  'SCALAR',
]);

/**
 * The one reader: enforcement and every report come from its answer. Throws `AuthSchemaError` with every fault
 * of the schema at once, each naming its coordinate.
 */
export function readPolicy(schema: GraphQLSchema, policyOptions: PolicyOptions): AuthPolicy {
  const faults: Finding[] = definitionFaults(schema, policyOptions.roles);
  const reading = createReading(schema, policyOptions, faults);
  for (const element of elementsOf(schema)) reading.read(element);
  const policy = reading.done();
  faults.push(...undeclaredFaults(policy, policyOptions));
  if (faults.length > 0) throw new AuthSchemaError(faults);
  return policy;
}

interface Reading {
  readonly read: (element: Element) => void;
  readonly done: () => AuthPolicy;
}

function createReading(schema: GraphQLSchema, policyOptions: PolicyOptions, faults: Finding[]): Reading {
  const rules = new Map<string, Rule>();
  const publics = new Map<string, WrittenPublic>();
  const nullOnDeny = new Set<string>();
  const roots = rootTypeNames(schema);
  const same = new Map<string, Rule>();

  /** Equal rules are one rule, so that a large schema combines few. */
  function intern(rule: Rule): Rule {
    const key = ruleKey(rule);
    const known = same.get(key) ?? rule;
    same.set(key, known);
    return known;
  }

  function read(element: Element): void {
    const { coordinate } = element;
    const fault = (message: string): void => void faults.push({ coordinate, message });
    const reader = { roles: policyOptions.roles, policies: policyOptions.policies, coordinate, fault };
    const auths = named(element, 'auth').map((node) => readAuth(node, reader));
    const publicDirectives = named(element, 'public').map((node) => readPublic(node, reader));
    for (const name of element.hidden) {
      if (name === 'auth' || name === 'public') fault(`@${name} stands in extensions; write it in the SDL.`);
    }
    if (publicDirectives.length > 0) checkPublic(element, auths.length, publicDirectives, roots, fault);
    if (publicDirectives[0]) publics.set(coordinate, publicDirectives[0]);
    if (auths.length === 0) return;
    const rule = intern(all(auths.map((auth) => auth.rule)));
    checkLocation(element, rule, roots, fault);
    if (auths.some((auth) => auth.rule.length > MAX_GROUPS) || rule.length > MAX_GROUPS) {
      fault(`The rule has more than ${MAX_GROUPS} groups.`);
    }
    rules.set(coordinate, rule);
    const answers = auths.flatMap(({ onDeny }) => onDeny ?? []);
    checkOnDeny(schema, element, answers, fault);
    if (answers.includes('NULL')) nullOnDeny.add(coordinate);
  }

  function done(): AuthPolicy {
    const undeclared = undeclaredRootFields(schema, roots, rules, publics);
    const warnings = weakerFields(rules, publics);
    const closeUndeclared = policyOptions.undeclared !== 'allow';
    return { roles: policyOptions.roles, rules, publics, nullOnDeny, undeclared, closeUndeclared, warnings };
  }

  return { read, done };
}

function named(element: Element, name: string): Element['directives'] {
  return element.directives.filter((node) => node.name.value === name);
}

function checkLocation(element: Element, rule: Rule, roots: ReadonlyMap<string, string>, fault: Fault): void {
  const { location, typeName } = element;
  if (location === 'UNION' || location === 'ELSEWHERE') fault('@auth cannot stand here.');
  if (DIRECTIVE_TYPES.has(typeName))
    fault(`@auth cannot stand on ${typeName}: the directive itself is made of it.`);
  if (!rule.some((group) => group.parent.some(({ kind }) => kind === 'owner'))) return;
  if (WITHOUT_OWNER.has(location))
    fault('owner cannot stand on an input, an enum or a scalar: there is no object to ask.');
  if (roots.has(typeName)) fault('owner cannot stand on a root field: there is no object to ask.');
}

function checkPublic(
  element: Element,
  auths: number,
  publicDirectives: readonly WrittenPublic[],
  roots: ReadonlyMap<string, string>,
  fault: Fault,
): void {
  const operation = roots.get(element.typeName);
  if (element.location !== 'FIELD_DEFINITION' || operation === undefined)
    fault('@public stands on a root field only.');
  if (auths > 0) fault('@auth stands beside @public: say one of the two.');
  if (publicDirectives.length > 1) fault('@public is written twice.');
  if (publicDirectives.some(({ elevates }) => elevates) && operation !== 'mutation') {
    fault('elevates stands on a root field of mutations only.');
  }
}

function checkOnDeny(
  schema: GraphQLSchema,
  element: Element,
  answers: ReadonlyArray<'ERROR' | 'NULL'>,
  fault: Fault,
): void {
  if (answers.length === 0) return;
  if (element.location !== 'FIELD_DEFINITION') fault('onDeny stands on a field only.');
  if (answers.length > 1) fault('onDeny is written twice.');
  const type = schema.getType(element.typeName);
  if (!isObjectType(type) && !isInterfaceType(type)) return;
  const field = type.getFields()[element.coordinate.slice(element.typeName.length + 1)];
  if (answers.includes('NULL') && isNonNullType(field?.type))
    fault('onDeny: NULL stands on a field that is never null.');
}

type Fault = (message: string) => void;

function definitionFaults(schema: GraphQLSchema, roles: readonly string[]): Finding[] {
  const faults = alteredDefinitions(schema).map((name) => ({
    coordinate: name,
    message:
      'The definition differs from the one shipped; take it from typeDefs and define none of your own.',
  }));
  const role = schema.getType('Role');
  const values = isEnumType(role) ? role.getValues().map(({ name }) => name) : [];
  for (const name of roles.filter((each) => !values.includes(each))) {
    faults.push({ coordinate: 'Role', message: `${name} is on the ladder, but no value of the enum.` });
  }
  for (const name of values.filter((each) => !roles.includes(each))) {
    faults.push({ coordinate: `Role.${name}`, message: 'The value is not on the ladder of roles.' });
  }
  return faults;
}

/** The names of the root types, each with the operation it serves. */
export function rootTypeNames(schema: GraphQLSchema): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [operation, type] of [
    ['query', schema.getQueryType()],
    ['subscription', schema.getSubscriptionType()],
    ['mutation', schema.getMutationType()],
  ] as const) {
    if (type) names.set(type.name, operation);
  }
  return names;
}

function undeclaredRootFields(
  schema: GraphQLSchema,
  roots: ReadonlyMap<string, string>,
  rules: ReadonlyMap<string, Rule>,
  publics: ReadonlyMap<string, WrittenPublic>,
): ReadonlySet<string> {
  const undeclared = new Set<string>();
  for (const typeName of roots.keys()) {
    const type = schema.getType(typeName);
    if (!isObjectType(type) || rules.has(typeName)) continue;
    for (const name of Object.keys(type.getFields())) {
      const coordinate = `${typeName}.${name}`;
      if (!rules.has(coordinate) && !publics.has(coordinate)) undeclared.add(coordinate);
    }
  }
  return undeclared;
}

function undeclaredFaults({ undeclared }: AuthPolicy, policyOptions: PolicyOptions): readonly Finding[] {
  if (policyOptions.undeclared !== 'error') return [];
  const message = 'A root field needs @auth or @public, of its own or by its root type.';
  return [...undeclared].map((coordinate) => ({ coordinate, message }));
}

function weakerFields(
  rules: ReadonlyMap<string, Rule>,
  publics: ReadonlyMap<string, WrittenPublic>,
): readonly Finding[] {
  const message = "The rule is weaker than its type's and relaxes nothing: both hold.";
  return [...rules.keys(), ...publics.keys()].flatMap((coordinate) => {
    const [typeName = '', fieldName] = coordinate.split('.');
    const outer = rules.get(typeName);
    if (fieldName === undefined || fieldName.includes('(') || outer === undefined) return [];
    const inner = rules.get(coordinate) ?? OPEN;
    // Demands are compared by what they ask; a policy on a field and one on its type are two questions.
    return ruleImplies(outer, inner) && !ruleImplies(inner, outer) ? [{ coordinate, message }] : [];
  });
}
