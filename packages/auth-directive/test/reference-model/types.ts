/**
 * A caller as the documentation of `auth-directive` describes it. Declared again here so that the reference
 * does not depend on the engine.
 */
export type ReferenceCaller =
  | { readonly kind: 'anonymous'; readonly reason?: string }
  | ({
      readonly kind: 'principal';
      readonly id: string;
      readonly scopes?: readonly string[];
      readonly authenticatedAt?: Date;
      readonly assurance?: number;
      readonly expiresAt?: Date;
    } & HeldRoles);

/** The roles of a caller: one, several, or both. */
export type HeldRoles =
  | { readonly role: string; readonly roles?: readonly string[] }
  | { readonly role?: undefined; readonly roles: readonly string[] };

/**
 * The value of a field of a stored object: a leaf, a reference to another object, a list, or a resolver
 * that throws.
 */
export type StoredValue =
  | null
  | string
  | number
  | boolean
  | { readonly ref: string }
  | { readonly fail: true }
  | readonly StoredValue[];

/**
 * A stored object: what rules read (owners, flag), the values of its fields, and the caller that it
 * elevates as a payload.
 */
export type StoredObject = {
  readonly type: string;
  readonly owners: Readonly<Record<string, unknown>>;
  readonly flag: boolean;
  readonly fieldValues: Readonly<Record<string, StoredValue>>;
  readonly elevates?: ReferenceCaller;
};

/** A data set by object id; root types are stored under their names. */
export type DataSet = Readonly<Record<string, StoredObject>>;

/** How the scenario's resolvers return values; the verdicts must not depend on it. */
export type ResolverMode = 'default' | 'method' | 'sync' | 'async' | 'thenable' | 'stream';
/** How the scenario resolves the type of an abstract value; the verdicts must not depend on it. */
export type TypingMode = 'typename' | 'resolveType' | 'asyncResolveType' | 'isTypeOf' | 'asyncIsTypeOf';

/** A role hierarchy: a ladder, weakest first, or the roles that each role includes directly. */
export type ReferenceRoles = readonly string[] | Readonly<Record<string, readonly string[]>>;

/** A schema with everything the engine and the reference need to answer operations against it. */
export type Scenario = {
  readonly sdl: string;
  readonly roles: ReferenceRoles;
  readonly modes: Readonly<Record<string, ResolverMode>>;
  readonly typing: TypingMode;
  readonly queries: 'partial' | 'reject';
  /** How root fields without a rule are treated. */
  readonly undeclared?: Undeclared;
};

/** How a host treats root fields without a directive. */
export type Undeclared = 'error' | 'deny' | 'allow';

/** One operation of one caller on one data set. */
export type Request = {
  readonly source: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: ReferenceCaller;
  readonly data: DataSet;
};

/** The steps from the root of a response to a value in it. */
export type Path = readonly (string | number)[];

/**
 * An error that the guarantees require. Where the documentation allows several (which of two refused inputs
 * is named first), `keys` has each accepted one as `errorKey` returns it. `nullPath` is the path of the null.
 * An optional error may be absent: the value is then null without an error.
 */
export type ExpectedError = {
  readonly path: Path;
  readonly keys: readonly string[];
  readonly isOptional?: boolean;
  nullPath?: Path;
};

/** What the guarantees require before execution: each of `must` is reported, and nothing outside `may`. */
export type ExpectedRefusal = {
  readonly must: readonly (readonly string[])[];
  readonly may: ReadonlySet<string>;
  /** The guards alone cannot omit `data`: each root field then has the refusal at its path. */
  readonly isInPlace: boolean;
};

/** What the guarantees require of the execution, and which resolvers may run. */
export type ExpectedExecution = {
  readonly data: unknown;
  readonly errors: readonly ExpectedError[];
  readonly trace: ReadonlySet<string>;
};

/**
 * The expected answer: a refusal before execution or an execution (both where the documentation allows
 * both).
 */
export type Expected = { readonly refusal?: ExpectedRefusal; readonly execution?: ExpectedExecution };

/** An error of the engine in the reference's form. */
export type ActualError = { readonly path: Path | undefined; readonly key: string };
/**
 * The answer of the engine: errors, data, the HTTP status where there was one, and the resolvers that ran.
 */
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

/** Returns the comparable key of an error: `PLAIN` for an error that is no refusal. */
export function errorKey(
  code: string | undefined,
  reason?: string | undefined,
  coordinate?: string | undefined,
  argumentPath?: string | undefined,
): string {
  if (code === undefined) return 'PLAIN';
  return [code, reason ?? '-', coordinate ?? '-', argumentPath ?? '-'].join(' ');
}
