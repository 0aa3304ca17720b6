import type { Resolvers, ResolversTypes } from '../../transports/graphql/generated/resolvers.js';
import type { AuditReader, ListedEvent } from './audit-reader.js';
import type { AuditVerifier } from './audit-verifier.js';
import type { AuditWatch } from './audit-watch.js';
import type { LoadActor } from './load-actors.js';

/** A user as the schema's User is resolved. */
export type AuditUser = Exclude<Awaited<ResolversTypes['User']>, null | undefined>;

export interface AuditResolverDependencies {
  readonly auditReader: AuditReader;
  readonly verifier: AuditVerifier;
  readonly watch: AuditWatch;
  readonly loadActor: LoadActor<AuditUser>;
}

export function createAuditResolvers({
  auditReader,
  verifier,
  watch,
  loadActor,
}: AuditResolverDependencies): Resolvers {
  return {
    Query: {
      auditEvents: (_, { filter, ...page }) => auditReader.listEvents(page, filter ?? {}),
      auditVerification: () => verifier.verify(),
    },
    Subscription: {
      auditEventAdded: {
        subscribe: (_, { filter }) => watch.watch(filter ?? {}),
        resolve: (event: ListedEvent) => event,
      },
    },
    User: { securityEvents: ({ id }, page) => auditReader.listSubjectEvents(id, page) },
    AuditEvent: {
      actorId: ({ actorId }) => (actorId === '' ? null : actorId),
      subjectId: ({ subjectId }) => (subjectId === '' ? null : subjectId),
      actor: (event) => loadActor(event, event.actorId),
      subject: (event) => loadActor(event, event.subjectId),
    },
  };
}
