import { z } from 'zod';
import { type CommandInput, type CommandOutput, DomainError, type Refusal } from '../../shared/index.js';

/** The longest request line. */
export const requestLimitBytes: number = 1024 * 1024;

/** The longest response line. */
export const responseLimitBytes: number = 16 * 1024 * 1024;

/** The name of the request that only checks whether the server responds. */
export const pingCommand = 'ping';

/** One request line. */
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
    records: z
      .array(z.strictObject({ line: z.number(), values: z.record(z.string(), z.unknown()).nullable() }))
      .exactOptional(),
  }),
});

const refusalSchema = z.strictObject({
  reason: z.string(),
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

/**
 * One response line: the output, the output of a NegativeResult, the refusals of a DomainError, or a failure.
 */
export type ControlResponse =
  | { readonly output: CommandOutput }
  | { readonly refused: CommandOutput }
  | { readonly refusals: readonly Refusal[] }
  | { readonly fault: 'UNKNOWN_COMMAND' | 'BAD_REQUEST' | 'INTERNAL' };

/** Returns null for a line that is not a request. */
export function parseRequest(line: string): ControlRequest | null {
  return requestSchema.safeParse(parseJson(line)).data ?? null;
}

/** Returns null for a line that is not a response. */
export function parseResponse(line: string): ControlResponse | null {
  return responseSchema.safeParse(parseJson(line)).data ?? null;
}

/** Keeps the public part of each refusal; `detail` and `cause` stay in the server. */
export function refusalResponse(error: DomainError): ControlResponse {
  const refusals = error.refusals.map(({ detail: _detail, cause: _cause, ...publicPart }) => publicPart);
  return { refusals };
}

/** Rebuilds the error of a response. */
export function toDomainError(refusals: readonly Refusal[]): DomainError {
  const [first, ...others] = refusals;
  if (first === undefined) throw new Error('a response without refusals was parsed as a rejection');
  return new DomainError(first, ...others);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
