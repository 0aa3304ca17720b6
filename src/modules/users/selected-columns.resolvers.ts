import { type FieldNode, type GraphQLResolveInfo, type GraphQLSchema, isCompositeType, Kind } from 'graphql';
import type { UserColumn } from './user.js';

const disabledColumns = ['disabledAt', 'disabledUntil'] as const;

/** The known fields of a type: the columns that each of them needs, or the fields of its type. */
interface KnownFields {
  readonly [field: string]: readonly UserColumn[] | KnownFields;
}

/** Beside `id`. Any other field may need all columns. */
const userFields: KnownFields = {
  __typename: [],
  id: [],
  username: ['username'],
  email: ['email'],
  emailVerified: ['emailVerified'],
  fullName: ['fullName'],
  role: ['role'],
  permissions: ['role'],
  status: [...disabledColumns, 'deletedAt', 'verificationPending', 'activatedAt'],
  disabled: disabledColumns,
  disabledReason: [...disabledColumns, 'disabledReason'],
  disabledUntil: disabledColumns,
  locale: ['locale'],
  lastLoginAt: ['lastLoginAt'],
  createdAt: ['createdAt'],
  updatedAt: ['updatedAt'],
  version: ['version'],
  metadata: ['metadata'],
  // Resolved by other modules from the id.
  hasPassword: [],
  passwordChangedAt: [],
  sessions: [],
  mfaMethods: [],
  securityEvents: [],
};

const pageFields: KnownFields = {
  __typename: [],
  nodes: userFields,
  edges: { __typename: [], cursor: [], node: userFields },
  pageInfo: [],
  totalCount: [],
  totalCountIsEstimate: [],
};

/** The types to which a project could add a rule, which may read the members of a user. */
const judgedTypes = ['User', 'UserEdge', 'UserConnection', 'Role', 'UserStatus', 'DateTime', 'JSONObject'];

type Columns = readonly UserColumn[] | undefined;

/**
 * A fast path of lists: returns the columns that the selected fields of a page of users need, because parsing
 * all 21 took a quarter of the time of a list. Undefined, which reads all, when a selected field or a rule of
 * a project may read any of them. The result is remembered by field node: documents are executed again.
 */
export function createSelectedColumns(): (info: GraphQLResolveInfo) => Columns {
  const known = new WeakMap<FieldNode, { readonly columns: Columns }>();
  return (info) => {
    const [node] = info.fieldNodes;
    // Two equal fields that were merged are rare.
    if (node === undefined || info.fieldNodes.length > 1) return undefined;
    const found = known.get(node) ?? {
      columns: mayReadAnyMember(info.schema) ? undefined : collect(node, info),
    };
    known.set(node, found);
    return found.columns;
  };
}

/** Returns whether a type has an interface, or another rule than that of Cordon, which reads `id`. */
export function mayReadAnyMember(schema: GraphQLSchema): boolean {
  return judgedTypes.some((name) => {
    const type = schema.getType(name);
    const nodes = [type?.astNode, ...(type?.extensionASTNodes ?? [])];
    const rules = nodes
      .flatMap((node) => node?.directives ?? [])
      .filter(({ name: of }) => of.value === 'auth');
    const interfaces = isCompositeType(type) && 'getInterfaces' in type ? type.getInterfaces() : [];
    return rules.length > (name === 'User' ? 1 : 0) || interfaces.length > 0;
  });
}

function collect(page: FieldNode, info: GraphQLResolveInfo): Columns {
  const columns = new Set<UserColumn>(['id']);
  const addAll = ({ selectionSet }: Pick<FieldNode, 'selectionSet'>, known: KnownFields): boolean =>
    (selectionSet?.selections ?? []).every((selection) => {
      if (selection.kind === Kind.INLINE_FRAGMENT) return addAll(selection, known);
      const { value: name } = selection.name;
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = info.fragments[name];
        return fragment === undefined || addAll(fragment, known);
      }
      const needed = Object.hasOwn(known, name) ? known[name] : undefined;
      if (needed === undefined) return false;
      if (!isColumns(needed)) return addAll(selection, needed);
      for (const column of needed) columns.add(column);
      return true;
    });
  return addAll(page, pageFields) ? [...columns] : undefined;
}

function isColumns(needed: readonly UserColumn[] | KnownFields): needed is readonly UserColumn[] {
  return Array.isArray(needed);
}
