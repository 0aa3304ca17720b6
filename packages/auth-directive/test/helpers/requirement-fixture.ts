import type { AuthLogEntry, Principal } from '../../src/core/auth-options.js';
import type { Host } from '../../src/core/host.js';
import type { RequirementContext } from '../../src/execution/evaluate-requirements.js';
import type { PolicyRunner } from '../../src/execution/policy-runner.js';

export const caller: Principal = { kind: 'principal', id: 'ada', role: 'USER' };

/** Creates the context of requirements, with the results of policies by name, and records their calls. */
export function createRequirementFixture(
  policyResult: Record<string, boolean | Promise<boolean>> = {},
  knownAnswers?: RequirementContext['knownAnswers'],
) {
  const calls: string[] = [];
  const log: AuthLogEntry[] = [];
  const host = { log: (entry: AuthLogEntry) => void log.push(entry) } as unknown as Host;
  const policyRunner: PolicyRunner = ({ name }) => {
    calls.push(name);
    return policyResult[name] ?? false;
  };
  const context: RequirementContext = {
    host,
    policyRunner,
    caller,
    isNamedByClient: (name: string) => name === 'aliased',
    args: {},
    context: undefined,
    coordinate: 'T.f',
    knownAnswers,
  };
  return { calls, log, context };
}
