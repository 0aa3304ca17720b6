import { type GraphQLSchema, isObjectType } from 'graphql';
import type { Policy } from '../core/auth-options.js';
import { AuthSchemaError, type Finding } from '../core/auth-schema-error.js';
import type { SchemaNames } from '../core/directive-names.js';
import type { RoleHierarchy } from '../core/role-hierarchy.js';
import { OPEN, type Rule } from '../core/rule.js';
import { all, MAX_GROUPS, ruleImplies, ruleKey } from '../core/rule-algebra.js';
import { definitionFaults } from './definition-faults.js';
import { subgraphFields } from './federation.js';
import { lostRules } from './lost-rules.js';
import { readNamedRules } from './named-rules.js';
import { checkOnDeny, isDefaultLocation, type OnDeny, silentFields } from './on-deny.js';
import type { DirectiveReader, WrittenPublic } from './read-directive.js';
import { isRemote } from './remote-objects.js';
import { type Element, type ElementLocation, elementsOf, SCHEMA } from './schema-elements.js';
import { rootTypeNames, typeChain } from './schema-types.js';
import { writtenAuths, writtenPublics } from './written-rules.js';

/** The authorization rules of a schema: the own rule of each element that has one, by its coordinate. */
export interface AuthPolicy {
  /** The roles, each after the roles that it includes. */
  readonly roles: readonly string[];
  /** Own rules; repeated directives on one element are combined into one rule. */
  readonly rules: ReadonlyMap<string, Rule>;
  /** Root fields with `@public`. */
  readonly publics: ReadonlyMap<string, WrittenPublic>;
  /** Fields with `onDeny: NULL`, their own or that of an interface. */
  readonly nullOnDeny: ReadonlySet<string>;
  /** Fields with `onDeny: FILTER`, their own or that of an interface. */
  readonly filterOnDeny: ReadonlySet<string>;
  /** Root fields without `@auth` and `@public`, where the options allow them. */
  readonly undeclared: ReadonlySet<string>;
  /** Whether undeclared root fields are refused. */
  readonly closeUndeclared: boolean;
  /** Rules that look weaker than they are, as logged with AUTH_WEAKER_FIELD. */
  readonly warnings: readonly Finding[];
}

/** The options that a schema is validated against. */
export interface PolicyOptions {
  readonly names: SchemaNames;
  readonly roles: RoleHierarchy;
  readonly policies: ReadonlyMap<string, Policy<unknown>>;
  readonly undeclared: 'error' | 'deny' | 'allow';
}

const WITHOUT_OWNER = new Set<ElementLocation>([
  'ARGUMENT_DEFINITION',
  'INPUT_OBJECT',
  'INPUT_FIELD_DEFINITION',
  'ENUM',
  'ENUM_VALUE',
  'SCALAR',
]);

/**
 * Reads the rules of a schema, for enforcement and for every report. Throws `AuthSchemaError` with every
 * fault of the schema at once, each with its coordinate.
 */
export function readPolicy(schema: GraphQLSchema, policyOptions: PolicyOptions): AuthPolicy {
  const { names, roles } = policyOptions;
  const faults: Finding[] = [...definitionFaults(schema, names, roles.names)];
  const elements = elementsOf(schema);
  const reader = createPolicyReader(schema, elements, policyOptions, faults);
  for (const element of elements) reader.readElement(element);
  const policy = reader.finish();
  faults.push(...lostRules(elements, names), ...undeclaredFaults(policy, policyOptions));
  if (faults.length > 0) throw new AuthSchemaError(faults);
  return policy;
}

interface PolicyReader {
  readonly readElement: (element: Element) => void;
  readonly finish: () => AuthPolicy;
}

function createPolicyReader(
  schema: GraphQLSchema,
  elements: readonly Element[],
  policyOptions: PolicyOptions,
  faults: Finding[],
): PolicyReader {
  const rules = new Map<string, Rule>();
  const publics = new Map<string, WrittenPublic>();
  const onDeny = new Map<string, OnDeny>();
  const roots = rootTypeNames(schema);
  const interned = new Map<string, Rule>();
  const { undeclared: _, ...known } = policyOptions;
  const ofSchema = elements.filter(({ location }) => location === 'SCHEMA');
  const ruleNamed = readNamedRules(
    ofSchema.flatMap(({ directives, extensions }) => [...directives, ...extensions]),
    { ...known, coordinate: SCHEMA, mayOnlyAnswer: false },
    faults,
  );

  /** Returns one object for equal rules, so that a large schema has few rules to combine. */
  function intern(rule: Rule): Rule {
    const key = ruleKey(rule);
    const cached = interned.get(key) ?? rule;
    interned.set(key, cached);
    return cached;
  }

  function readElement(element: Element): void {
    // Most elements of a large schema have no directive. Reading them took a fifth of the start-up.
    if (element.directives.length === 0 && element.extensions.length === 0) return;
    const { coordinate } = element;
    const reportFault = (message: string): void => void faults.push({ coordinate, message });
    const { names } = known;
    const mayOnlyAnswer = isDefaultLocation(element.location);
    const reader = { ...known, ruleNamed, coordinate, mayOnlyAnswer, reportFault };
    const auths = writtenAuths(element, reader);
    const publicDirectives = writtenPublics(element, reader);
    for (const message of misnamed(schema, element, names)) reportFault(message);
    if (publicDirectives.length > 0) checkPublic(element, auths.length, publicDirectives, roots, reader);
    if (publicDirectives[0]) publics.set(coordinate, publicDirectives[0]);
    if (auths.length === 0) return;
    const rule = intern(all(auths.map((auth) => auth.rule)));
    checkLocation(schema, element, rule, roots, reader);
    if (auths.some((auth) => auth.rule.length > MAX_GROUPS) || rule.length > MAX_GROUPS) {
      reportFault(`The rule has more than ${MAX_GROUPS} groups.`);
    }
    if (rule !== OPEN) rules.set(coordinate, rule);
    const answers = auths.flatMap(({ onDeny }) => onDeny ?? []);
    checkOnDeny(schema, element, answers, reportFault);
    if (answers[0] !== undefined) onDeny.set(coordinate, answers[0]);
  }

  function finish(): AuthPolicy {
    const undeclared = undeclaredRootFields(schema, roots, rules, publics);
    const warnings = weakerFields(rules, publics);
    const hasRule = (name: string): boolean =>
      typeChain(schema.getType(name)).some((each) => rules.has(each));
    const silent = silentFields(schema, onDeny, hasRule, faults);
    const closeUndeclared = policyOptions.undeclared !== 'allow';
    const roles = policyOptions.roles.names;
    return { roles, rules, publics, ...silent, undeclared, closeUndeclared, warnings };
  }

  return { readElement, finish };
}

/** Reports the usual names where the option has other ones, unless the schema defines them for itself. */
function misnamed(schema: GraphQLSchema, element: Element, names: SchemaNames): readonly string[] {
  const usual = [
    ['auth', names.auth],
    ['authRule', names.named],
    ['public', names.public],
  ] as const;
  return usual.flatMap(([name, own]) => {
    if (name === own || !isWritten(element, name) || schema.getDirective(name)) return [];
    return [`@${name} is not defined; the name of the directive is @${own}.`];
  });
}

function isWritten({ directives, extensions }: Element, name: string): boolean {
  return [...directives, ...extensions].some((node) => node.name.value === name);
}

function checkLocation(
  schema: GraphQLSchema,
  element: Element,
  rule: Rule,
  roots: ReadonlyMap<string, string>,
  { names, reportFault }: DirectiveReader,
): void {
  const { location, typeName } = element;
  if (location === 'UNION' || location === 'ELSEWHERE') reportFault(`@${names.auth} is not allowed here.`);
  if (location === 'SCHEMA' && rule !== OPEN)
    reportFault('The schema can have no rule; only onDeny is allowed there.');
  if ([names.rule, names.deny, names.role].includes(typeName))
    reportFault(`@${names.auth} is not allowed on ${typeName}, which the directive itself uses.`);
  if (!rule.some((group) => group.parent.some(({ kind }) => kind === 'owner'))) return;
  if (WITHOUT_OWNER.has(location))
    reportFault('owner is not allowed on an input, an enum or a scalar, which have no parent object.');
  if (isRemote(schema, typeName))
    reportFault('owner is not allowed on objects of another schema; write the rule in that schema.');
  if (roots.has(typeName)) reportFault('owner is not allowed on a root field, which has no parent object.');
}

function checkPublic(
  element: Element,
  auths: number,
  publicDirectives: readonly WrittenPublic[],
  roots: ReadonlyMap<string, string>,
  { names, reportFault }: DirectiveReader,
): void {
  const operation = roots.get(element.typeName);
  if (element.location !== 'FIELD_DEFINITION' || operation === undefined)
    reportFault(`@${names.public} is allowed on root fields only.`);
  if (auths > 0) reportFault(`@${names.auth} and @${names.public} exclude each other.`);
  if (publicDirectives.length > 1) reportFault(`@${names.public} is given twice.`);
  if (publicDirectives.some(({ elevates }) => elevates) && operation !== 'mutation') {
    reportFault('elevates is allowed on mutation root fields only.');
  }
}

function undeclaredRootFields(
  schema: GraphQLSchema,
  roots: ReadonlyMap<string, string>,
  rules: ReadonlyMap<string, Rule>,
  publics: ReadonlyMap<string, WrittenPublic>,
): ReadonlySet<string> {
  const undeclared = new Set<string>();
  const ofSubgraph = subgraphFields(schema);
  for (const typeName of roots.keys()) {
    const type = schema.getType(typeName);
    if (!isObjectType(type) || rules.has(typeName)) continue;
    for (const name of Object.keys(type.getFields())) {
      const coordinate = `${typeName}.${name}`;
      const isDeclared = rules.has(coordinate) || publics.has(coordinate) || ofSubgraph.has(coordinate);
      if (!isDeclared) undeclared.add(coordinate);
    }
  }
  return undeclared;
}

function undeclaredFaults({ undeclared }: AuthPolicy, policyOptions: PolicyOptions): readonly Finding[] {
  if (policyOptions.undeclared !== 'error') return [];
  const { auth, public: open } = policyOptions.names;
  const message = `A root field needs @${auth} or @${open}, on the field or on its root type.`;
  return [...undeclared].map((coordinate) => ({ coordinate, message }));
}

function weakerFields(
  rules: ReadonlyMap<string, Rule>,
  publics: ReadonlyMap<string, WrittenPublic>,
): readonly Finding[] {
  const message = "The rule is weaker than the type's rule and has no effect: both rules apply.";
  return [...rules.keys(), ...publics.keys()].flatMap((coordinate) => {
    const [typeName = '', fieldName] = coordinate.split('.');
    const outer = rules.get(typeName);
    if (fieldName === undefined || fieldName.includes('(') || outer === undefined) return [];
    const inner = rules.get(coordinate) ?? OPEN;
    // Requirements are compared by key: a policy on a field and the same policy on its type are different.
    return ruleImplies(outer, inner) && !ruleImplies(inner, outer) ? [{ coordinate, message }] : [];
  });
}
