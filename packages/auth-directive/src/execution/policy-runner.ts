import type { BatchPolicy, PolicyFunction, PolicyRequest } from '../core/auth-options.js';
import type { Host } from '../core/host.js';
import { isPromiseLike, type MaybePromise } from '../core/maybe-promise.js';

/** How long a policy may take when it names no deadline of its own. */
export const POLICY_TIMEOUT_MS = 5000;

type Request = PolicyRequest<unknown>;
type Answer = (allowed: boolean) => void;

/** Asks a named policy. Never throws or rejects: whatever is not `true` in time is false, and logged. */
export type PolicyRunner = (name: string, request: Request) => MaybePromise<boolean>;

/** One policyRunner per operation: what is asked in one tick of one operation is one trip, and callers never mix. */
export function createPolicyRunner(host: Host): PolicyRunner {
  // Made when a policy is first asked: most operations ask none.
  let queues: Map<string, Queue> | undefined;

  return function ask(name, request) {
    const policy = host.policies.get(name);
    if (policy === undefined) return false;
    if (typeof policy === 'function') return runPolicy(host, name, policy, request);
    queues ??= new Map();
    let queue = queues.get(name);
    if (queue === undefined) {
      queue = createQueue(host, name, policy);
      queues.set(name, queue);
    }
    return queue(request);
  };
}

type Queue = (request: Request) => Promise<boolean>;

function runPolicy(
  host: Host,
  name: string,
  policy: PolicyFunction<unknown>,
  request: Request,
): MaybePromise<boolean> {
  try {
    const answer: unknown = policy(request);
    if (!isPromiseLike(answer)) return isAllowed(host, name, request.coordinate, answer);
    return withTimeout(answer, POLICY_TIMEOUT_MS).then(
      (later) => isAllowed(host, name, request.coordinate, later),
      (cause: unknown) => failed(host, name, request.coordinate, cause),
    );
  } catch (cause) {
    return failed(host, name, request.coordinate, cause);
  }
}

function createQueue(host: Host, name: string, policy: BatchPolicy<unknown>): Queue {
  let waiting: { readonly request: Request; readonly answer: Answer }[] = [];

  async function flush(): Promise<void> {
    const asked = waiting;
    waiting = [];
    const answers = await runBatch(
      host,
      name,
      policy,
      asked.map(({ request }) => request),
    );
    for (const [index, { answer }] of asked.entries()) answer(answers[index] === true);
  }

  return function enqueue(request) {
    // The flush waits for the promises of this tick, so that a whole list is one trip (as DataLoader does).
    if (waiting.length === 0) void Promise.resolve().then(() => process.nextTick(() => void flush()));
    return new Promise<boolean>((answer) => waiting.push({ request, answer }));
  };
}

async function runBatch(
  host: Host,
  name: string,
  policy: BatchPolicy<unknown>,
  requests: readonly Request[],
): Promise<readonly unknown[]> {
  const coordinate = requests[0]?.coordinate ?? name;
  try {
    const answers: unknown = await withTimeout(policy.batch(requests), policy.timeoutMs ?? POLICY_TIMEOUT_MS);
    if (!Array.isArray(answers) || answers.length !== requests.length) {
      throw new Error(`The batch has ${requests.length} requests, and its answer is no list of as many.`);
    }
    return requests.map(({ coordinate: requestCoordinate }, index) =>
      isAllowed(host, name, requestCoordinate, answers[index]),
    );
  } catch (cause) {
    failed(host, name, coordinate, cause);
    return [];
  }
}

function isAllowed(host: Host, name: string, coordinate: string, answer: unknown): boolean {
  if (typeof answer === 'boolean') return answer;
  return failed(host, name, coordinate, new Error('The answer is no boolean.'));
}

function failed(host: Host, name: string, coordinate: string, cause: unknown): false {
  host.log({
    code: 'AUTH_POLICY_FAILED',
    coordinate,
    message: `policy "${name}" failed; taken as no.`,
    cause,
  });
  return false;
}

async function withTimeout<T>(answer: T | PromiseLike<T>, timeoutMs: number): Promise<T> {
  if (!isPromiseLike(answer)) return answer;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${timeoutMs} ms.`)), timeoutMs);
  });
  try {
    return await Promise.race([answer, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
