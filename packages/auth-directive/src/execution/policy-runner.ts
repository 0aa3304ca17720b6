import type { BatchPolicy, Policy, PolicyFunction, PolicyRequest } from '../core/auth-options.js';
import type { Host } from '../core/host.js';
import { isPromiseLike, type MaybePromise } from '../core/maybe-promise.js';
import { type PolicyRequirement, policyKey } from '../core/rule.js';
import { createSharedAnswers, type SharedAnswers } from './shared-answers.js';

/** The default timeout of a policy, in milliseconds. */
export const POLICY_TIMEOUT_MS = 5000;

type Request = PolicyRequest<unknown>;
type Answer = (allowed: boolean) => void;

/**
 * Runs a named policy. Never throws or rejects: an error, a timeout or a non-boolean result is logged and
 * counts as false.
 */
export type PolicyRunner = (requirement: PolicyRequirement, request: Request) => MaybePromise<boolean>;

/**
 * Creates one runner per operation: requests of one tick share a batch call, and callers are never mixed.
 * With `sharesAnswers`, a question with an asynchronous answer is asked once.
 */
export function createPolicyRunner(host: Host, sharesAnswers: boolean): PolicyRunner {
  // Created on first use: most operations run no policy.
  let queues: Map<string, Queue> | undefined;
  let sharedAnswers: SharedAnswers | undefined;

  function ask(name: string, policy: Policy<unknown>, request: Request): MaybePromise<boolean> {
    if (typeof policy === 'function') return runPolicy(host, name, policy, POLICY_TIMEOUT_MS, request);
    const { timeoutMs = POLICY_TIMEOUT_MS } = policy;
    if ('evaluate' in policy)
      return runPolicy(host, name, (each) => policy.evaluate(each), timeoutMs, request);
    queues ??= new Map();
    let queue = queues.get(name);
    if (queue === undefined) {
      queue = createQueue(host, name, policy);
      queues.set(name, queue);
    }
    return queue(request);
  }

  return function runNamedPolicy(requirement, request) {
    const { name, key } = requirement;
    const policy = host.policies.get(name);
    if (policy === undefined) return false;
    if (!sharesAnswers) return ask(name, policy, request);
    sharedAnswers ??= createSharedAnswers();
    const isShared = typeof policy !== 'function' && policy.shared === true;
    const question = isShared ? policyKey(requirement) : key;
    const known = sharedAnswers.find(question, request);
    if (known !== undefined) return known;
    const answer = ask(name, policy, request);
    sharedAnswers.keep(question, request, answer);
    return answer;
  };
}

type Queue = (request: Request) => Promise<boolean>;

function runPolicy(
  host: Host,
  name: string,
  evaluate: PolicyFunction<unknown>,
  timeoutMs: number,
  request: Request,
): MaybePromise<boolean> {
  try {
    const answer: unknown = evaluate(request);
    if (!isPromiseLike(answer)) return isAllowed(host, name, request.coordinate, answer);
    return withTimeout(answer, timeoutMs).then(
      (later) => isAllowed(host, name, request.coordinate, later),
      (cause: unknown) => logFailure(host, name, request.coordinate, cause),
    );
  } catch (cause) {
    return logFailure(host, name, request.coordinate, cause);
  }
}

function createQueue(host: Host, name: string, policy: BatchPolicy<unknown>): Queue {
  let queued: { readonly request: Request; readonly answer: Answer }[] = [];

  async function flush(): Promise<void> {
    const batch = queued;
    queued = [];
    const answers = await runBatch(
      host,
      name,
      policy,
      batch.map(({ request }) => request),
    );
    for (const [index, { answer }] of batch.entries()) answer(answers[index] === true);
  }

  return function enqueue(request) {
    // The flush waits for the promises of this tick, so that a whole list is one batch (as in DataLoader).
    if (queued.length === 0) void Promise.resolve().then(() => process.nextTick(() => void flush()));
    return new Promise<boolean>((answer) => queued.push({ request, answer }));
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
    // A batch that sorted the list in place would answer for other objects.
    const answers: unknown = await withTimeout(
      policy.batch(Object.freeze(requests)),
      policy.timeoutMs ?? POLICY_TIMEOUT_MS,
    );
    if (!Array.isArray(answers) || answers.length !== requests.length) {
      throw new Error(`The batch must return an array of length ${requests.length}.`);
    }
    return requests.map(({ coordinate: requestCoordinate }, index) =>
      isAllowed(host, name, requestCoordinate, answers[index]),
    );
  } catch (cause) {
    logFailure(host, name, coordinate, cause);
    return [];
  }
}

function isAllowed(host: Host, name: string, coordinate: string, answer: unknown): boolean {
  if (typeof answer === 'boolean') return answer;
  return logFailure(host, name, coordinate, new Error('The result is not a boolean.'));
}

function logFailure(host: Host, name: string, coordinate: string, cause: unknown): false {
  host.log({
    code: 'AUTH_POLICY_FAILED',
    coordinate,
    message: `The policy "${name}" failed; the access is refused.`,
    cause,
  });
  return false;
}

async function withTimeout<T>(answer: T | PromiseLike<T>, timeoutMs: number): Promise<T> {
  if (!isPromiseLike(answer)) return answer;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No result within ${timeoutMs} ms.`)), timeoutMs);
  });
  try {
    return await Promise.race([answer, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
