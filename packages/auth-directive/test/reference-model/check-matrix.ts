import { type GraphQLSchema, getNamedType, isAbstractType, isCompositeType, isObjectType } from 'graphql';
import type { Matrix, MatrixCell } from '../../src/index.js';
import { edgeRules, fieldRules } from './read-rules.js';
import type { Actual, ReferenceCaller, ReferenceRoles } from './types.js';
import { judge } from './verdict.js';

/**
 * Returns the strongest and the weakest caller of a role. What the first may not do, no caller of the role
 * may; what the second may do, every caller of the role may.
 */
function extremeCallers(role: string): readonly [ReferenceCaller, ReferenceCaller] {
  if (role === 'ANONYMOUS') return [{ kind: 'anonymous' }, { kind: 'anonymous' }];
  const strong = { kind: 'principal', id: 'u1', role, authenticatedAt: new Date(), assurance: 99 } as const;
  return [strong, { kind: 'principal', id: 'u1', role }];
}

/**
 * Returns whether a field runs for all, none or some callers of a role, by its own rules and those of its
 * type.
 */
function verdictOn(
  schema: GraphQLSchema,
  roles: ReferenceRoles,
  role: string,
  coordinate: string,
): string | undefined {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (!isObjectType(type) || field === undefined) return undefined;
  const rules = [...fieldRules(type, fieldName), ...edgeRules(getNamedType(field.type))];
  const [strong, weak] = extremeCallers(role);
  if (judge([{ rules, subject: undefined }], strong, roles).truth === 'no') return 'DENY';
  return judge([{ rules, subject: undefined }], weak, roles).truth === 'yes' ? 'ALLOW' : 'DYNAMIC';
}

/** Returns whether the second coordinate can be selected below the first. */
function follows(schema: GraphQLSchema, before: string | undefined, after: string): boolean {
  const parent = schema.getType(after.split('.')[0] ?? '');
  if (before === undefined)
    return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].some(
      (root) => root === parent,
    );
  const [typeName = '', fieldName = ''] = before.split('.');
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  const answered = field === undefined ? undefined : getNamedType(field.type);
  if (!isCompositeType(answered) || !isObjectType(parent)) return false;
  return isAbstractType(answered) ? schema.isSubType(answered, parent) : answered === parent;
}

/** Returns how a cell violates the guarantees, or undefined. */
function findCellFault(
  schema: GraphQLSchema,
  roles: ReferenceRoles,
  role: string,
  coordinate: string,
  { verdict, path }: MatrixCell,
): string | undefined {
  const own = verdictOn(schema, roles, role, coordinate);
  if (own === undefined) return undefined;
  if (path === undefined) return verdict === 'DENY' ? undefined : `is ${verdict} but unreachable`;
  const isPath =
    path.every((step, index) => follows(schema, path[index - 1], step)) && path.at(-1) === coordinate;
  if (!isPath) return `is no path: ${path.join(' > ')}`;
  const pathVerdicts = path.slice(0, -1).map((step) => verdictOn(schema, roles, role, step));
  if (pathVerdicts.includes('DENY')) return `leads through what is refused: ${path.join(' > ')}`;
  if (own === 'DENY' || verdict === 'DENY') return own === verdict ? undefined : `is ${verdict}, not ${own}`;
  if (verdict === 'ALLOW')
    return own === 'ALLOW' && !pathVerdicts.includes('DYNAMIC') ? undefined : `is ALLOW, not DYNAMIC`;
  const mayDepend =
    own === 'DYNAMIC' ||
    pathVerdicts.includes('DYNAMIC') ||
    path.some((step) => isTypeDependent(schema, step));
  return mayDepend ? undefined : 'is DYNAMIC, not ALLOW';
}

/**
 * Returns whether a step leads to an object type with a rule of its own, which is also evaluated below an
 * interface or union.
 */
function isTypeDependent(schema: GraphQLSchema, step: string): boolean {
  const type = schema.getType(step.split('.')[0] ?? '');
  return isObjectType(type) && edgeRules(type).length > 0;
}

/** Compares every cell of a matrix with the guarantees. Returns the first fault. */
export function findMatrixFault(
  schema: GraphQLSchema,
  roles: ReferenceRoles,
  matrix: Matrix,
): string | undefined {
  for (const { coordinate, cells } of matrix.rows) {
    for (const [role, cell] of Object.entries(cells)) {
      const fault = findCellFault(schema, roles, role, coordinate, cell);
      if (fault !== undefined) return `${coordinate} for ${role} ${fault}`;
    }
  }
  return undefined;
}

/**
 * Returns whether a field has an abstract type: its refusal may come from the rule of the concrete type,
 * which is no rule of the field.
 */
function answersAbstract(schema: GraphQLSchema, coordinate: string): boolean {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  return field !== undefined && isAbstractType(getNamedType(field.type));
}

/** Compares an answer with verdicts on its caller: no denied field runs, no allowed field is refused. */
export function findAnswerFault(
  schema: GraphQLSchema,
  verdictOf: (coordinate: string) => MatrixCell['verdict'] | undefined,
  actual: Actual,
): string | undefined {
  const ran = actual.ran.find((coordinate) => verdictOf(coordinate) === 'DENY');
  if (ran !== undefined) return `${ran} ran, which is denied`;
  for (const { key } of actual.errors) {
    const coordinate = key.split(' ')[2] ?? '';
    if (verdictOf(coordinate) !== 'ALLOW' || answersAbstract(schema, coordinate)) continue;
    return `${coordinate} was refused, which is allowed`;
  }
  return undefined;
}
