/** `@cordon/auth-directive/typeorm`: adds what `filterFor` returns to a query of TypeORM. */
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Condition, ConditionValue, Filter } from './index.js';

/**
 * The value of a `custom` condition: SQL for the alias of the query, with its parameters. The names of
 * parameters must not occur in the query already.
 */
export type TypeOrmCondition = (alias: string) => {
  readonly where: string;
  readonly parameters?: ObjectLiteral;
};

/**
 * Restricts a query to what a filter admits, in addition to everything that it contains so far. Call it last:
 * later conditions would lift the restriction (`where`, `orWhere`, find options). Values become parameters,
 * and columns are found by the properties of the entity. Throws for an alias without an entity, for a
 * property without a column, and for a negated `custom` condition. Returns the query.
 */
export function applyFilter<Entity extends ObjectLiteral>(
  query: SelectQueryBuilder<Entity>,
  alias: string,
  filter: Filter,
): SelectQueryBuilder<Entity> {
  if (filter.kind === 'all') return query;
  const { expressionMap } = query;
  // Without these brackets, an OR of the query would stand beside the filter.
  if (expressionMap.wheres.length > 0) {
    const condition = { operator: 'brackets', condition: expressionMap.wheres } as const;
    expressionMap.wheres = [{ type: 'simple', condition }];
  }
  if (filter.kind === 'none') return query.andWhere('1 = 0');
  const writer = createWriter(query, alias);
  const groups = filter.anyOf.map((conditions) => conditionSql(writer, { kind: 'and', conditions }, true));
  return query.andWhere(groups.length === 0 ? '1 = 0' : `(${groups.join(' OR ')})`, writer.parameters);
}

/** Makes the names of parameters unique in the process: a query may become a part of any other query. */
let parametersSoFar = 0;

/** Writes the parts of a condition, and collects the parameters. */
interface Writer {
  readonly column: (property: string) => string;
  readonly parameter: (property: string, value: ConditionValue | readonly ConditionValue[]) => string;
  readonly custom: (value: unknown) => string;
  readonly parameters: ObjectLiteral;
}

function createWriter(query: SelectQueryBuilder<ObjectLiteral>, alias: string): Writer {
  const found = query.expressionMap.aliases.find(({ name }) => name === alias);
  if (found === undefined || !found.hasMetadata)
    throw new Error(`The query has no entity with alias "${alias}".`);
  const { metadata } = found;
  const parameters: ObjectLiteral = {};

  function columnOf(property: string) {
    const column = metadata.columns.find(({ propertyPath }) => propertyPath === property);
    if (column !== undefined && !column.isVirtual && !column.isVirtualProperty) return column;
    throw new Error(`The entity ${metadata.name} has no column for the property "${property}".`);
  }

  return {
    parameters,
    column: (property) => `${query.escape(alias)}.${query.escape(columnOf(property).databaseName)}`,
    parameter(property, value) {
      const { transformer } = columnOf(property);
      const transformers = transformer === undefined ? [] : [transformer].flat();
      const toDatabase = (each: unknown): unknown =>
        transformers.reduce((transformed, next) => next.to(transformed), each);
      parametersSoFar += 1;
      const name = `auth_filter_${parametersSoFar}`;
      parameters[name] = Array.isArray(value) ? value.map(toDatabase) : toDatabase(value);
      return name;
    },
    custom(value) {
      if (typeof value !== 'function') throw new Error('A custom condition must be a function of the alias.');
      const { where, parameters: own = {} }: ReturnType<TypeOrmCondition> = value(alias);
      for (const [name, each] of Object.entries(own)) {
        if (Object.hasOwn(parameters, name) || Object.hasOwn(query.getParameters(), name))
          throw new Error(`The query has two parameters "${name}".`);
        parameters[name] = each;
      }
      return `(${where})`;
    },
  };
}

/**
 * Returns SQL that is true where the condition holds or, with `isHolding` false, where it does not. Negation
 * is moved to the comparisons, because NOT of a comparison with NULL is not true.
 */
function conditionSql(writer: Writer, condition: Condition, isHolding: boolean): string {
  switch (condition.kind) {
    case 'equals': {
      const column = writer.column(condition.property);
      const parameter = writer.parameter(condition.property, condition.value);
      return isHolding ? `${column} = :${parameter}` : `(${column} <> :${parameter} OR ${column} IS NULL)`;
    }
    case 'in': {
      const column = writer.column(condition.property);
      if (condition.values.length === 0) return constantSql(!isHolding);
      const parameter = writer.parameter(condition.property, condition.values);
      return isHolding
        ? `${column} IN (:...${parameter})`
        : `(${column} NOT IN (:...${parameter}) OR ${column} IS NULL)`;
    }
    case 'isNull':
      return `${writer.column(condition.property)} IS ${isHolding ? '' : 'NOT '}NULL`;
    case 'not':
      return conditionSql(writer, condition.condition, !isHolding);
    case 'and':
    case 'or': {
      const isAnd = (condition.kind === 'and') === isHolding;
      const parts = condition.conditions.map((each) => conditionSql(writer, each, isHolding));
      return parts.length === 0 ? constantSql(isAnd) : `(${parts.join(isAnd ? ' AND ' : ' OR ')})`;
    }
    case 'custom':
      if (!isHolding) throw new Error('A custom condition cannot be negated; write the negation into it.');
      return writer.custom(condition.value);
  }
}

function constantSql(isTrue: boolean): string {
  return isTrue ? '1 = 1' : '1 = 0';
}
