import {
  type ASTVisitor,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/** The mutations that read a password or a one-time token: each execution of one is a guess. */
export const credentialFields: readonly string[] = [
  'login',
  'signUp',
  'acceptInvitation',
  'resetPassword',
  'changePassword',
  'reauthenticate',
];

/**
 * A validation rule: an operation holds at most one credential field, so that one request is never more than one guess
 * (the rule that aliases and batches cannot go round). Refuses with GRAPHQL_VALIDATION_FAILED.
 */
export function oneCredentialFieldRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition: (operation) => {
      if (operation.operation !== OperationTypeNode.MUTATION) return;
      if (countCredentialFields(operation.selectionSet, context, new Set()) < 2) return;
      context.reportError(
        new GraphQLError('An operation may hold only one field that takes a credential.', {
          nodes: operation,
        }),
      );
    },
  };
}

/** Each fragment counts once: spread twice, its fields merge. */
function countCredentialFields(
  { selections }: SelectionSetNode,
  context: ValidationContext,
  seen: Set<string>,
): number {
  return selections.reduce((sum, selection) => {
    if (selection.kind === Kind.FIELD) return sum + (credentialFields.includes(selection.name.value) ? 1 : 0);
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return sum + countCredentialFields(selection.selectionSet, context, seen);
    }
    const fragment = context.getFragment(selection.name.value);
    if (!fragment || seen.has(fragment.name.value)) return sum;
    seen.add(fragment.name.value);
    return sum + countCredentialFields(fragment.selectionSet, context, seen);
  }, 0);
}
