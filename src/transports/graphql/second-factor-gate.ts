import type { Policy } from '@cordon/auth-directive';
import { MapperKind, mapSchema } from '@graphql-tools/utils';
import {
  type ConstDirectiveNode,
  type GraphQLFieldConfig,
  type GraphQLSchema,
  Kind,
  parseConstValue,
} from 'graphql';
import type { Roles } from '../../modules/access/index.js';
import type { RequestContext } from './request-context.js';

/** The name of the policy in the rules that `withSecondFactorGate` adds. */
const policyName = 'cordonNeedsNoSecondFactor';

/**
 * Passes for every caller whose role requires no second factor; the rule asks for the assurance of the
 * others. Judged by the caller, whom a login replaces for its payload. Anonymous callers are refused before.
 */
export function secondFactorPolicies(roles: Roles): Readonly<Record<string, Policy<RequestContext>>> {
  return { [policyName]: ({ caller: { role } }) => role !== undefined && !roles.requiresSecondFactor(role) };
}

/**
 * Adds a rule to every guarded field but the given coordinates: a user whose role requires a second factor
 * must have proven one in the session. It is written as `@auth` is, so that it is decided, refused (with
 * STEP_UP_REQUIRED and the challenge of RFC 9470) and reported like every other rule. Fields that a project
 * adds get it, too.
 */
export function withSecondFactorGate(
  schema: GraphQLSchema,
  openCoordinates: readonly string[],
): GraphQLSchema {
  const roots: readonly (string | undefined)[] = [
    schema.getQueryType()?.name,
    schema.getMutationType()?.name,
    schema.getSubscriptionType()?.name,
  ];
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field, name, typeName) => {
      const isGuarded =
        hasDirective(field, 'auth') || (roots.includes(typeName) && !hasDirective(field, 'public'));
      if (!isGuarded || openCoordinates.includes(`${typeName}.${name}`)) return undefined;
      return withRule(field, `${typeName}.${name}`);
    },
  });
}

type Field = GraphQLFieldConfig<unknown, RequestContext>;

function hasDirective({ astNode }: Pick<Field, 'astNode'>, directive: string): boolean {
  return astNode?.directives?.some(({ name }) => name.value === directive) ?? false;
}

const rule: ConstDirectiveNode = {
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: 'auth' },
  arguments: [
    {
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: 'anyOf' },
      value: parseConstValue(`[{ policy: "${policyName}" }, { assurance: 2 }]`, { noLocation: true }),
    },
  ],
};

function withRule(field: Field, coordinate: string): Field {
  // A field without its text could not be gated.
  if (!field.astNode) throw new Error(`${coordinate} has no definition in a schema text.`);
  return { ...field, astNode: { ...field.astNode, directives: [...(field.astNode.directives ?? []), rule] } };
}
