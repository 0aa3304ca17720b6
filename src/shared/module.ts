import type { EventSubscriber } from './events.js';
import type { Transactions } from './transaction.js';

/** What an HTTP route is given: parsed by the edge, free of any server library. */
export interface RouteRequest {
  readonly method: string;
  /** Lower-case names; repeated headers joined as Node joins them. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The form's fields in order of appearance, repetitions kept; empty unless the route takes a form. */
  readonly form: readonly (readonly [name: string, value: string])[];
  /** The query string's fields in order of appearance, repetitions kept. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** How many Authorization headers were sent. */
  readonly authorizationHeaderCount: number;
  readonly client: ClientInfo;
}

/** What is known of the machine that asks. */
export interface ClientInfo {
  /** From the socket, or from X-Forwarded-For where a configured proxy wrote it. */
  readonly ipAddress: string;
  readonly userAgent: string | null;
  readonly requestId: string;
}

/** What an HTTP route answers; `body` is sent as JSON, null sends none. */
export interface RouteResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** One HTTP route of a module. */
export interface Route {
  /** ANY: every method, for proxies that ask with the method of the request they hold back; no browser is let in from another origin. */
  readonly method: 'GET' | 'POST' | 'ANY';
  readonly path: string;
  /**
   * What the body may be: nothing, or application/x-www-form-urlencoded (anything else is refused by the edge through `onBadBody`);
   * `ignored`: it belongs to another request, and is never read.
   */
  readonly body: 'none' | 'form' | 'ignored';
  /** Answers a body that is not a form; left out, the edge answers 415. */
  readonly onBadBody?: (request: RouteRequest) => RouteResponse;
  /** Answers; a DomainError thrown is translated by the edge, anything else is logged and hidden. */
  readonly handle: (request: RouteRequest) => Promise<RouteResponse>;
}

/** An option or an argument of a command. Values arrive as text; a flag as true. */
export interface CommandOption {
  /** As typed, without dashes, kebab-case. */
  readonly name: string;
  readonly description: string;
  /** Left out: a flag. Otherwise the word shown for its value, e.g. "text". */
  readonly value?: string;
  readonly required?: boolean;
}

/** What the command line hands to a command: plain data, so that it can travel to a running server over a local socket. */
export interface CommandInput {
  /** Positional arguments by name. */
  readonly arguments: Readonly<Record<string, string>>;
  /** Given options by name (kebab-case as declared). */
  readonly options: Readonly<Record<string, string | true>>;
  /** What was read from standard input, a hidden prompt or a file for a command that declares `secret`; null otherwise. */
  readonly secret: string | null;
}

/** The text of an option; null when it was not given. */
export function textOption({ options }: CommandInput, name: string): string | null {
  const value = options[name];
  return typeof value === 'string' ? value : null;
}

/** What a command answers: `data` for --json, `text` for users. */
export interface CommandOutput {
  readonly data: unknown;
  readonly text: string;
  /** There is more: the same command with these options tells it. Left out: this was all. An answer with empty text that goes on prints nothing. */
  readonly next?: CommandInput['options'];
}

/** Where a command's secret comes from: a hidden prompt or standard input (an option may switch that off), or a small file. */
export type CommandSecret =
  | { readonly prompt: string; readonly unlessOption?: string }
  /** The positional argument that names the file; it is read where the command is typed, wherever the command is carried out. */
  | { readonly fileArgument: string };

/** One command of the `cordon` command line; it refuses by throwing a DomainError. */
export interface Command {
  /** Words as typed: "users list". */
  readonly name: string;
  readonly description: string;
  /** Names of the positional arguments, all required, in order. */
  readonly arguments?: readonly string[];
  readonly options?: readonly CommandOption[];
  /** How a secret reaches it: never through argv. */
  readonly secret?: CommandSecret;
  readonly run: (input: CommandInput) => Promise<CommandOutput>;
}

/** GraphQL resolvers by type and field, as makeExecutableSchema takes them. */
export type ResolverMap = Readonly<Record<string, unknown>>;

/** One capability of the house, as `app.ts` lists it. */
export interface Module {
  readonly name: string;
  readonly resolvers?: ResolverMap;
  readonly routes?: readonly Route[];
  readonly commands?: readonly Command[];
  readonly subscribers?: readonly EventSubscriber[];
  /**
   * Fields with `@limit` (as `Mutation.login`) whose service charges the bucket itself, because only it knows whom to count on, and because another
   * door takes the same path. The edge charges every other one.
   */
  readonly selfChargedFields?: readonly string[];
  /** Removes what no longer counts, in short transactions of its own. Called now and then, by every instance, while requests go on. */
  readonly sweep?: (transactions: Transactions) => Promise<void>;
}
