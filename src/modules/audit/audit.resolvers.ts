import type { Resolvers, ResolversTypes } from '../../transports/graphql/generated/resolvers.js';
import type { AuditLists } from './audit-reader.js';
import type { Verifier } from './audit-verifier.js';
import type { PersonOfEvent } from './load-actors.js';

/** A person as the schema's User is resolved. */
export type AuditPerson = Exclude<Awaited<ResolversTypes['User']>, null | undefined>;

/** What the fields of this room call. */
export interface AuditResolverServices {
  readonly lists: AuditLists;
  readonly verifier: Verifier;
  readonly personOf: PersonOfEvent<AuditPerson>;
}

/** The resolvers of the room's section of the schema. */
export function createAuditResolvers({ lists, verifier, personOf }: AuditResolverServices): Resolvers {
  return {
    Query: {
      auditEvents: (_, { filter, ...page }) => lists.list(page, filter ?? {}),
      auditVerification: () => verifier.verify(),
    },
    User: { securityEvents: ({ id }, page) => lists.about(id, page) },
    AuditEvent: {
      actor: (event) => personOf(event, event.actorId),
      subject: (event) => personOf(event, event.subjectId),
    },
  };
}
