import { createTokensModule, type OneTimeTokens } from '../../../src/modules/tokens/index.js';
import { type Clock, createEventBus, type DomainEvent } from '../../../src/shared/index.js';
import { audience, createTestKey, createTestSigningKeys, issuer } from '../../helpers/access-tokens.js';

/** Creates the one-time tokens of the tokens module, and records every event. */
export function createTestOneTimeTokens(
  clock: Clock,
  options: { readonly linkRetentionDays?: number } = {},
): {
  readonly tokens: OneTimeTokens;
  readonly events: DomainEvent[];
} {
  const events: DomainEvent[] = [];
  const bus = createEventBus();
  bus.subscribe(async (_, event) => void events.push(event));
  const { oneTimeTokens } = createTokensModule({
    signingKeys: createTestSigningKeys(createTestKey()),
    issuer,
    audience,
    accessTokenTtlSeconds: 900,
    ...options,
    events: bus,
    clock,
  });
  return { tokens: oneTimeTokens, events };
}
