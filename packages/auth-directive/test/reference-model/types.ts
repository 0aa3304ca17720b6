/** Who asks, as the page `auth-directive` describes a caller. Written down again here so that the reference depends on no line of the engine. */
export type ReferenceCaller =
  | { readonly kind: 'anonymous'; readonly reason?: string }
  | {
      readonly kind: 'principal';
      readonly id: string;
      readonly role: string;
      readonly scopes?: readonly string[];
      readonly authenticatedAt?: Date;
      readonly assurance?: number;
      readonly expiresAt?: Date;
    };

/** What one field of one stored object holds: a leaf, a reference to another object, a list, or a resolver that throws. */
export type StoredValue =
  | null
  | string
  | number
  | boolean
  | { readonly ref: string }
  | { readonly fail: true }
  | readonly StoredValue[];

/** One stored object: what rules ask of it (owners, flag), what its fields answer, and whom it elevates when it is a payload. */
export type StoredObject = {
  readonly type: string;
  readonly owners: Readonly<Record<string, unknown>>;
  readonly flag: boolean;
  readonly fieldValues: Readonly<Record<string, StoredValue>>;
  readonly elevates?: ReferenceCaller;
};

/** A whole data set, by object id; the root types are stored under their own names. */
export type DataSet = Readonly<Record<string, StoredObject>>;

/** How the scenario's resolvers answer; the verdicts may not depend on it. */
export type ResolverMode = 'default' | 'method' | 'sync' | 'async';
/** How the scenario tells the concrete type of an abstract value; the verdicts may not depend on it. */
export type TypingMode = 'typename' | 'resolveType' | 'asyncResolveType' | 'isTypeOf' | 'asyncIsTypeOf';

/** A schema with everything the engine and the reference need to answer operations against it. */
export type Scenario = {
  readonly sdl: string;
  readonly roles: readonly string[];
  readonly modes: Readonly<Record<string, ResolverMode>>;
  readonly typing: TypingMode;
  readonly queries: 'partial' | 'reject';
  /** What becomes of root fields without a rule. */
  readonly undeclared?: Undeclared;
};

/** What a host says of root fields that carry neither directive. */
export type Undeclared = 'error' | 'deny' | 'allow';

/** One operation asked by one caller against one data set. */
export type Request = {
  readonly source: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: ReferenceCaller;
  readonly data: DataSet;
};

/** The steps from the root of a response to a value in it. */
export type Path = readonly (string | number)[];

/**
 * One error the guarantees call for. Where the page leaves two wordings open (which of two refused inputs is named first), `keys` holds each
 * accepted one as `errorKey` writes it. `nullPath` is the path at which null appears. An optional error may be left out: the place is
 * null without a word then.
 */
export type ExpectedError = {
  readonly path: Path;
  readonly keys: readonly string[];
  readonly isOptional?: boolean;
  nullPath?: Path;
};

/** What the guarantees demand before execution: each of `must` has to be reported, nothing outside `may`. */
export type ExpectedRefusal = {
  readonly must: readonly (readonly string[])[];
  readonly may: ReadonlySet<string>;
  /** Guards alone cannot leave out `data`: each root field then answers the refusal in its place. */
  readonly isInPlace: boolean;
};

/** What the guarantees demand of the execution itself, and which resolvers it may run. */
export type ExpectedExecution = {
  readonly data: unknown;
  readonly errors: readonly ExpectedError[];
  readonly trace: ReadonlySet<string>;
};

/** The reference's whole answer: either a refusal before execution or an execution (both when the page leaves the choice open). */
export type Expected = { readonly refusal?: ExpectedRefusal; readonly execution?: ExpectedExecution };

/** What the engine did answer, brought to the same words. */
export type ActualError = { readonly path: Path | undefined; readonly key: string };
/** What the engine did answer: errors, data, the HTTP status where there was one, and the resolvers that ran. */
export type Actual = {
  readonly refusedBefore: boolean;
  readonly status: number | undefined;
  readonly challenge: string | undefined;
  readonly data: unknown;
  readonly errors: readonly ActualError[];
  readonly trace: readonly string[];
  readonly ran: readonly string[];
  readonly raw: string;
};

/** The comparable words of an error: `PLAIN` for any error that is no refusal. */
export function errorKey(
  code: string | undefined,
  reason?: string | undefined,
  coordinate?: string | undefined,
  argumentPath?: string | undefined,
): string {
  if (code === undefined) return 'PLAIN';
  return [code, reason ?? '-', coordinate ?? '-', argumentPath ?? '-'].join(' ');
}
