import { z } from 'zod';
import {
  type CommandInput,
  type CommandOutput,
  DomainError,
  dataReasons,
  type Refusal,
  requestReasons,
} from '../../shared/index.js';

/** One line each way; longer ones are cut off. */
export const requestLimitBytes: number = 65_536;

/** As above, for answers. */
export const responseLimitBytes: number = 16 * 1024 * 1024;

/** A command on its way to the server. */
export interface ControlRequest {
  readonly command: string;
  readonly input: CommandInput;
}

const text = z.string().max(8192);
const requestSchema: z.ZodType<ControlRequest> = z.strictObject({
  command: text,
  input: z.strictObject({
    arguments: z.record(text, text),
    options: z.record(text, z.union([text, z.literal(true)])),
    secret: text.nullable(),
  }),
});

const refusalSchema = z.strictObject({
  reason: z.enum([...dataReasons, ...requestReasons]),
  message: z.string(),
  field: z.array(z.string()).exactOptional(),
  retryAfterSeconds: z.number().exactOptional(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).exactOptional(),
});
const outputSchema = z.strictObject({
  data: z.unknown(),
  text: z.string(),
  next: z.record(z.string(), z.union([z.string(), z.literal(true)])).exactOptional(),
});
const responseSchema = z.union([
  z.strictObject({ output: outputSchema }),
  z.strictObject({ refused: outputSchema }),
  z.strictObject({ refusals: z.array(refusalSchema).min(1) }),
  z.strictObject({ fault: z.enum(['UNKNOWN_COMMAND', 'BAD_REQUEST', 'INTERNAL']) }),
]);

/** What the server says: the command's answer, an answer that is a no (CommandRefusal), its refusals, or that something failed (which its log tells). */
export type ControlResponse =
  | { readonly output: CommandOutput }
  | { readonly refused: CommandOutput }
  | { readonly refusals: readonly Refusal[] }
  | { readonly fault: 'UNKNOWN_COMMAND' | 'BAD_REQUEST' | 'INTERNAL' };

/** Parses a line from a client; null for whatever is no request. */
export function parseRequest(line: string): ControlRequest | null {
  return requestSchema.safeParse(parseJson(line)).data ?? null;
}

/** Parses a line from the server; null for whatever is no answer. */
export function parseResponse(line: string): ControlResponse | null {
  return responseSchema.safeParse(parseJson(line)).data ?? null;
}

/** A refusal's public half; what is for the log stays where the log is. */
export function refusalResponse(error: DomainError): ControlResponse {
  const refusals = error.refusals.map(({ detail: _detail, cause: _cause, ...publicPart }) => publicPart);
  return { refusals };
}

/** The refusal that an answer carries, to be thrown again on this side. */
export function toDomainError(refusals: readonly Refusal[]): DomainError {
  const [first, ...others] = refusals;
  if (first === undefined) throw new Error('an answer without a refusal was parsed as one');
  return new DomainError(first, ...others);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
