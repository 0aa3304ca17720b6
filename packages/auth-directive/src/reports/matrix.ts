import { isObjectType } from 'graphql';
import { conditionsOn } from '../core/describe-group.js';
import { includedRoles, type RoleHierarchy } from '../core/role-hierarchy.js';
import { CLOSED, OPEN, type Rule } from '../core/rule.js';
import { absorb, both, MAX_GROUPS } from '../core/rule-algebra.js';
import type { GuardedSchema } from '../schema/guarded-schema.js';
import type { InputPosition } from '../schema/input-rules.js';
import { type Access, accessOf } from './access.js';
import { type Reach, reachOf } from './reachability.js';

/** The access of one role to one element, for a caller without scopes. */
export interface MatrixCell {
  readonly verdict: 'ALLOW' | 'DENY' | 'DYNAMIC';
  /** With DYNAMIC: the members that decide, such as an owner, a policy or freshness. */
  readonly members: readonly string[];
  /** The shortest path of coordinates that reaches the element; undefined when none does. */
  readonly path: readonly string[] | undefined;
  /** With DENY and DYNAMIC: that a refused field is null without an error (`onDeny: NULL`). */
  readonly nulls?: true;
  /** With DYNAMIC: that items of the list are left out instead of refused (`onDeny: FILTER`). */
  readonly filters?: true;
  /** The rule that remains for this role, for the comparison of matrices. */
  readonly rule: Rule;
}

/** One element, with a cell for every role. */
export interface MatrixRow {
  readonly coordinate: string;
  readonly cells: Readonly<Record<string, MatrixCell>>;
  /** The rule of the element itself, for the comparison of callers with several roles. */
  readonly rule: Rule;
  /** Who reaches the element, for callers with several roles or with scopes. */
  readonly access: Access;
}

/**
 * The access of every role to every field of every object, and to every input, enum and scalar with a rule.
 */
export interface Matrix {
  /** ANONYMOUS, then each role alone, after the roles that it includes; those of the filter. */
  readonly roles: readonly string[];
  readonly hierarchy: RoleHierarchy;
  /** Sorted by coordinate. */
  readonly rows: readonly MatrixRow[];
}

/** The part of a matrix that is of interest. Without a member, all types or all roles. */
export interface MatrixFilter {
  /** Names of types; their fields, arguments, input fields and enum values are included. */
  readonly types?: readonly string[];
  /** Roles, and `ANONYMOUS`. */
  readonly roles?: readonly string[];
}

/** One element to which a role gains or loses access. */
export interface MatrixChange {
  readonly coordinate: string;
  /** A role, ANONYMOUS, or SEVERAL_ROLES for callers with several roles. */
  readonly role: string;
  readonly kind: 'gain' | 'loss';
  /** The change as a sentence. */
  readonly words: string;
}

/** The name of the column of anonymous callers. */
export const ANONYMOUS = 'ANONYMOUS';

/**
 * Computes the matrix of a schema from the rules that its guards enforce. Throws a RangeError for a filter
 * that names an unknown type or role.
 */
export function matrixOf(guarded: GuardedSchema, { types, roles: wanted }: MatrixFilter = {}): Matrix {
  const hierarchy = guarded.host.roles;
  const all = [ANONYMOUS, ...hierarchy.names];
  for (const name of types ?? [])
    if (guarded.schema.getType(name) === undefined) throw new RangeError(`The schema has no type ${name}.`);
  for (const role of wanted ?? []) if (!all.includes(role)) throw new RangeError(`There is no role ${role}.`);
  const roles = all.filter((role) => wanted?.includes(role) ?? true);
  const reductions = [
    { role: ANONYMOUS, reduce: onlyOpen },
    ...hierarchy.names.map((role) => ({ role, reduce: ruleFor(role, hierarchy) })),
  ];
  const columns = reductions
    .filter(({ role }) => roles.includes(role))
    .map(({ role, reduce }) => ({ role, reach: reachOf(guarded, reduce) }));
  const written = reachOf(guarded, (rule) => rule);
  const access = lazy(() => accessOf(guarded));
  const coordinates = [...new Set([...fieldCoordinates(guarded), ...inputCoordinates(guarded)])];
  const rows = coordinates
    .filter((coordinate) => types?.includes(coordinate.split('.')[0] ?? '') ?? true)
    .sort((left, right) => (left < right ? -1 : 1))
    .map((coordinate) => ({
      coordinate,
      cells: Object.fromEntries(columns.map(({ role, reach }) => [role, cellOf(guarded, reach, coordinate)])),
      rule: written.get(coordinate)?.own ?? CLOSED,
      get access() {
        return access()(coordinate);
      },
    }));
  return { roles, hierarchy, rows };
}

/** Only clients for frontends need the access on every path, which costs more than the columns. */
function lazy<T extends object>(create: () => T): () => T {
  let created: T | undefined;
  return () => {
    created ??= create();
    return created;
  };
}

/** Reduces a rule to what remains for an anonymous caller. */
function onlyOpen(rule: Rule): Rule {
  return rule === OPEN ? OPEN : CLOSED;
}

/**
 * Returns a function that reduces a rule to what remains for one role alone: OPEN, CLOSED, or groups with
 * further requirements.
 */
function ruleFor(role: string, hierarchy: RoleHierarchy): (rule: Rule) => Rule {
  const held = includedRoles(hierarchy, [role]);
  return (rule) => {
    if (rule === OPEN) return OPEN;
    return absorb(
      rule
        .filter((group) => group.roles.every((each) => held.has(each)))
        .map((group) => ({ ...group, roles: [] })),
    );
  };
}

function cellOf({ fields }: GuardedSchema, reach: Reach, coordinate: string): MatrixCell {
  const reached = reach.get(coordinate);
  if (reached === undefined) return { verdict: 'DENY', members: [], path: undefined, rule: CLOSED };
  const { own, pathRule, path } = reached;
  const combined = both(pathRule, own);
  const rule = combined.length > MAX_GROUPS ? own : combined;
  const cell = { ...verdictOn(rule), path, rule };
  const field = fields.get(coordinate);
  if (cell.verdict === 'DYNAMIC' && field?.filterOnDeny) return { ...cell, filters: true };
  return cell.verdict !== 'ALLOW' && field?.nullOnDeny ? { ...cell, nulls: true } : cell;
}

function verdictOn(rule: Rule): Pick<MatrixCell, 'verdict' | 'members'> {
  if (rule.length === 0) return { verdict: 'DENY', members: [] };
  const conditions = rule.map(conditionsOn);
  if (conditions.some((each) => each.length === 0)) return { verdict: 'ALLOW', members: [] };
  return { verdict: 'DYNAMIC', members: [...new Set(conditions.flat())] };
}

function fieldCoordinates({ schema, fields }: GuardedSchema): readonly string[] {
  return [...fields.values()].flatMap(({ typeName, coordinate }) =>
    isObjectType(schema.getType(typeName)) ? [coordinate] : [],
  );
}

function inputCoordinates({ schema, inputs }: GuardedSchema): readonly string[] {
  const ofPositions = (positions: Iterable<InputPosition>): readonly string[] =>
    [...positions].flatMap(({ own }) => own?.coordinate ?? []);
  const ofFields = [...inputs.fields].flatMap(([coordinate, positions]) =>
    isObjectType(schema.getType(coordinate.split('.')[0] ?? '')) ? ofPositions(positions) : [],
  );
  const ofTypes = [...inputs.types.values()].flatMap(({ own, fields, values }) => [
    ...(own === undefined ? [] : [own.coordinate]),
    ...ofPositions(fields.values()),
    ...[...values.values()].map(({ coordinate }) => coordinate),
  ]);
  return [...ofFields, ...ofTypes];
}
