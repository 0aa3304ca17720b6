import type { FragmentDefinitionNode, OperationDefinitionNode, SelectionSetNode } from 'graphql';

/** The fragments of a document, by name. */
export type Fragments = Readonly<Record<string, FragmentDefinitionNode | undefined>>;

/**
 * How often each selection may be compiled for all object types. Fragments are compiled once for each set of
 * types that they are spread on; ordinary documents have few such sets.
 */
const COMPILATIONS = 16;

/** The work that is allowed for every document, in selections times object types. */
const MINIMUM = 10_000;

/** Limits the work of compiling one operation. */
export interface PlanBudget {
  /** Adds work. Returns whether it is within the limit. */
  readonly charge: (work: number) => boolean;
  readonly isExceeded: () => boolean;
}

/**
 * Creates a limit that is linear in the size of the document times the size of the schema. Without it, nested
 * fragments on overlapping interfaces lead to exponentially many sets of types.
 */
export function createPlanBudget(
  operation: OperationDefinitionNode,
  fragments: Fragments,
  objectTypes: number,
): PlanBudget {
  let used = 0;
  let limit: number | undefined;
  let isExceeded = false;

  function charge(work: number): boolean {
    used += work;
    if (used > MINIMUM) {
      limit ??= COMPILATIONS * objectTypes * countSelections(operation, fragments);
      isExceeded = used > limit;
    }
    return !isExceeded;
  }

  return { charge, isExceeded: () => isExceeded };
}

function countSelections(operation: OperationDefinitionNode, fragments: Fragments): number {
  const pending: SelectionSetNode[] = [operation.selectionSet];
  for (const fragment of Object.values(fragments)) {
    if (fragment !== undefined) pending.push(fragment.selectionSet);
  }
  let count = 0;
  for (let set = pending.pop(); set !== undefined; set = pending.pop()) {
    count += set.selections.length;
    for (const selection of set.selections) {
      if ('selectionSet' in selection && selection.selectionSet !== undefined)
        pending.push(selection.selectionSet);
    }
  }
  return count;
}
