import {
  type ASTVisitor,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { limitOf } from './limit-directive.js';

/**
 * The buckets of the fields that check or create a password or a one-time token, or send a mail to an address
 * that the caller chooses: each execution is an attempt.
 */
const credentialBuckets: readonly string[] = ['CREDENTIAL', 'SIGNUP', 'MAIL'];

/**
 * A validation rule: an operation has at most one mutation field with `@limit(bucket: CREDENTIAL)`, `SIGNUP`
 * or `MAIL`, so that one request is at most one attempt, aliases and fragments included. Violations have
 * GRAPHQL_VALIDATION_FAILED.
 */
export function oneCredentialFieldRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition: (operation) => {
      if (operation.operation !== OperationTypeNode.MUTATION) return;
      const fields = credentialFieldsOf(context.getSchema());
      if (countFields(operation.selectionSet, fields, context, new Set()) < 2) return;
      context.reportError(
        new GraphQLError('An operation can have at most one field that takes a credential.', {
          nodes: operation,
        }),
      );
    },
  };
}

const fieldsBySchema = new WeakMap<GraphQLSchema, ReadonlySet<string>>();

function credentialFieldsOf(schema: GraphQLSchema): ReadonlySet<string> {
  const cached = fieldsBySchema.get(schema);
  if (cached !== undefined) return cached;
  const fields = Object.values(schema.getMutationType()?.getFields() ?? {}).filter((field) =>
    credentialBuckets.includes(limitOf(schema, field)?.bucket ?? ''),
  );
  const names = new Set(fields.map(({ name }) => name));
  fieldsBySchema.set(schema, names);
  return names;
}

/** Each fragment counts once, because the fields of a repeated fragment are merged. */
function countFields(
  { selections }: SelectionSetNode,
  fields: ReadonlySet<string>,
  context: ValidationContext,
  seen: Set<string>,
): number {
  return selections.reduce((sum, selection) => {
    if (selection.kind === Kind.FIELD) return sum + (fields.has(selection.name.value) ? 1 : 0);
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return sum + countFields(selection.selectionSet, fields, context, seen);
    }
    const fragment = context.getFragment(selection.name.value);
    if (!fragment || seen.has(fragment.name.value)) return sum;
    seen.add(fragment.name.value);
    return sum + countFields(fragment.selectionSet, fields, context, seen);
  }, 0);
}
