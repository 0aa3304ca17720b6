import type { GraphQLSchema } from 'graphql';
import { type AuthDirective, type Caller, type ExplainOptions, renderExplanation } from './index.js';

/** What a matcher answers to jest and vitest. */
export interface AuthMatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** The matcher as `expect(schema)` offers it. */
export interface AuthAssertions {
  /**
   * Passes when the caller may access the coordinate, and with `.not` when the caller may not. Where that
   * depends on an object, arguments or a context that were not given, both fail. Throws for a schema whose
   * guards are missing.
   */
  toAllow(
    caller: Caller,
    coordinate: string,
    object?: unknown,
    more?: Omit<ExplainOptions<unknown>, 'object'>,
  ): Promise<void>;
}

/** The matchers for `expect.extend`. A type, because an interface has no index signature. */
export type AuthMatchers = {
  readonly toAllow: (
    this: { readonly isNot?: boolean },
    schema: GraphQLSchema,
    ...expected: Parameters<AuthAssertions['toAllow']>
  ) => Promise<AuthMatcherResult>;
};

/** Creates the matchers of one library: `expect.extend(authMatchers(auth))` in jest and in vitest. */
export function authMatchers<Context>(
  auth: Pick<AuthDirective<Context>, 'explain' | 'assertGuarded'>,
): AuthMatchers {
  const guarded = new WeakSet<GraphQLSchema>();
  return {
    async toAllow(schema, caller, coordinate, object, more = {}) {
      // What a schema without guards allows would prove nothing.
      if (!guarded.has(schema)) auth.assertGuarded(schema);
      guarded.add(schema);
      // The cast is at the boundary to the test runner: `expect` does not know the context of a schema.
      const explainOptions = { ...more, object } as ExplainOptions<Context>;
      const explanation = await auth.explain(schema, caller, coordinate, explainOptions);
      const { verdict } = explanation;
      const isDecided = verdict !== 'DYNAMIC';
      return {
        pass: isDecided ? verdict === 'ALLOW' : this.isNot === true,
        message: () => {
          const expected = `Expected the caller ${this.isNot === true ? 'not ' : ''}to be allowed ${coordinate}`;
          const undecided = ', which depends on an object, arguments or a context that were not given';
          return `${expected}${isDecided ? '' : undecided}.\n\n${renderExplanation(explanation)}`;
        },
      };
    },
  };
}
