import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import type { AuthOptions } from '../core/auth-options.js';
import { evaluateRule, GRANTED } from '../core/evaluate-rule.js';
import type { Host } from '../core/host.js';
import type { ResolvedCaller } from '../core/resolved-caller.js';
import type { Rule } from '../core/rule.js';
import { extensionDirectives } from '../schema/extension-directives.js';
import { readAuth } from '../schema/read-directive.js';
import { HasRootTypeRule, IntrospectionAtRootRule } from './introspection-rules.js';

/**
 * What one caller may introspect: everything, a schema with only what the caller may reach, or nothing.
 */
export type IntrospectionAccess =
  | { readonly kind: 'all' }
  | { readonly kind: 'visible'; readonly schema: GraphQLSchema }
  | { readonly kind: 'none' };

export const ALL: IntrospectionAccess = Object.freeze({ kind: 'all' });
export const NONE: IntrospectionAccess = Object.freeze({ kind: 'none' });

type Option = NonNullable<AuthOptions<unknown>['introspection']>;

/** Returns the rule of the `introspection` option; undefined when it has none. Throws a TypeError. */
export function introspectionRule(option: Option, { names, roles }: Host): Rule | undefined {
  if (typeof option === 'string') return undefined;
  const reportFault = (message: string): never => {
    throw new TypeError(`The option "introspection" is malformed: ${message}`);
  };
  const [directive] = extensionDirectives({ [names.auth]: option });
  if (directive === undefined) return reportFault('It has no rule.');
  const known = { names, roles, policies: new Map(), ruleNamed: () => undefined, mayOnlyAnswer: false };
  return readAuth(directive, { ...known, coordinate: 'introspection', reportFault }).rule;
}

/** Returns whether the caller passes the rule of the option. */
export function mayIntrospect(rule: Rule, resolvedCaller: ResolvedCaller, now: number): boolean {
  return evaluateRule(rule, resolvedCaller, now) === GRANTED;
}

/** Validates a document as its caller may see the schema. */
export type ValidateDocument = (
  schema: GraphQLSchema,
  document: DocumentNode,
  access: IntrospectionAccess,
) => readonly GraphQLError[];

/**
 * Creates a validation whose results are kept by schema, so that the result of one caller is never that of a
 * caller who sees another schema. `refuseIntrospection` is the rule for callers who may not introspect.
 */
export function createValidateDocument(
  refuseIntrospection: ValidationRule = NoSchemaIntrospectionCustomRule,
): ValidateDocument {
  const rules: Readonly<Record<IntrospectionAccess['kind'], readonly ValidationRule[]>> = {
    all: specifiedRules,
    visible: [...specifiedRules, HasRootTypeRule],
    none: [...specifiedRules, refuseIntrospection],
  };
  type Results = WeakMap<DocumentNode, readonly GraphQLError[]>;
  const results: Readonly<Record<IntrospectionAccess['kind'], WeakMap<GraphQLSchema, Results>>> = {
    all: new WeakMap(),
    visible: new WeakMap(),
    none: new WeakMap(),
  };
  return (schema, document, access) => {
    const seen = access.kind === 'visible' ? access.schema : schema;
    const bySchema = results[access.kind];
    const byDocument: Results = bySchema.get(seen) ?? new WeakMap();
    bySchema.set(seen, byDocument);
    const known = byDocument.get(document);
    if (known !== undefined) return known;
    let errors = validate(seen, document, rules[access.kind]);
    if (errors.length === 0 && access.kind === 'visible') {
      errors = validate(seen, document, [IntrospectionAtRootRule]);
    }
    byDocument.set(document, errors);
    return errors;
  };
}
