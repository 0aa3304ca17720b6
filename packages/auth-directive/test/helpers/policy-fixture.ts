import type { AuthLogEntry, Policy, PolicyRequest, Principal } from '../../src/core/auth-options.js';
import { createHost } from '../../src/core/host.js';
import { policyRequirement } from '../../src/core/rule.js';
import { createPolicyRunner } from '../../src/execution/policy-runner.js';
import { ROLES } from './schema-fixture.js';

const caller: Principal = { kind: 'principal', id: 'ada', role: 'USER' };

export const policyRequest = (coordinate = 'T.f'): PolicyRequest<unknown> => ({
  caller,
  args: {},
  params: [],
  parent: undefined,
  context: undefined,
  coordinate,
});

/** Creates a policy runner, and the log of its host. */
export function createTestRunner(policies: Record<string, Policy<unknown>>): {
  readonly log: readonly AuthLogEntry[];
  readonly runPolicy: (name: string, request: PolicyRequest<unknown>) => boolean | Promise<boolean>;
} {
  const log: AuthLogEntry[] = [];
  const host = createHost({
    roles: ROLES,
    caller: () => caller,
    policies,
    log: (entry) => void log.push(entry),
  });
  const runPolicy = createPolicyRunner(host, false);
  return {
    log,
    runPolicy: (name, request) =>
      runPolicy(policyRequirement(name, request.coordinate, 'parent', request.params), request),
  };
}

/** SDL with one field under the policy of that name, and one public field. */
export const policySdl = (name: string): string =>
  `type Query { f(a: Int = 5): Int @auth(policy: "${name}") ok: Int @public }`;

export const policyResolvers = { Query: { f: () => 1, ok: () => 2 } };
