import { type Clock, createSingleFlight } from '../../shared/index.js';
import { type Activity, type CountByHour, createActivity } from './activity.js';
import { findWarnings, type ServerWarning, type WarningFacts } from './warnings.js';

/** How many users there are, deleted ones excluded. */
export interface UserCounts {
  readonly total: number;
  readonly active: number;
  readonly invited: number;
  readonly disabled: number;
  readonly administrators: number;
}

/** A signing key as the schema's SigningKey is resolved. */
export interface ListedKey {
  readonly id: string;
  readonly kid: string;
  readonly algorithm: string;
  readonly status: 'PENDING' | 'ACTIVE' | 'RETIRING' | 'REVOKED';
  readonly createdAt: Date;
  readonly activeFrom: Date;
  readonly retireAt: Date | null;
  readonly revokedAt: Date | null;
}

/** The last verification of the audit log. */
export interface AuditCheck {
  readonly checkedAt: Date;
  readonly valid: boolean;
}

/** Where the figures come from. */
export interface OverviewSources {
  readonly countUsers: () => Promise<UserCounts>;
  readonly countActiveSessions: () => Promise<number>;
  /** Counts the events of the audit log. */
  readonly countByHour: CountByHour;
  readonly findLastCheck: () => Promise<AuditCheck | null>;
  readonly listKeys: () => Promise<readonly ListedKey[]>;
  readonly findUndeclaredRoles: () => Promise<WarningFacts['undeclaredRoles']>;
  readonly receivesNotifications: () => boolean;
  readonly isProduction: boolean;
  readonly introspection: boolean;
  readonly hasPreviousMasterKey: boolean;
  readonly clock: Clock;
}

/** The figures and warnings; each member is read when it is selected. */
export interface Overview {
  users(): Promise<UserCounts>;
  activeSessions(): Promise<number>;
  hourly(): Promise<Activity['hourly']>;
  daily(): Promise<Activity['daily']>;
  refusals(): Promise<Activity['refusals']>;
  activeKey(): Promise<ListedKey | null>;
  auditCheckedAt(): Promise<Date | null>;
  auditValid(): Promise<boolean | null>;
  warnings(): Promise<readonly ServerWarning[]>;
}

/** Counting reads a whole table. */
const countMaxAgeMs = 60_000;

export function createOverview(sources: OverviewSources): Overview {
  const { clock } = sources;
  const loadActivity = createActivity(sources.countByHour, clock);
  const users = remember(sources.countUsers, clock);
  const findActiveKey = async (): Promise<ListedKey | null> =>
    (await sources.listKeys()).find(({ status }) => status === 'ACTIVE') ?? null;
  return {
    users,
    activeSessions: remember(sources.countActiveSessions, clock),
    hourly: async () => (await loadActivity()).hourly,
    daily: async () => (await loadActivity()).daily,
    refusals: async () => (await loadActivity()).refusals,
    activeKey: findActiveKey,
    auditCheckedAt: async () => (await sources.findLastCheck())?.checkedAt ?? null,
    auditValid: async () => (await sources.findLastCheck())?.valid ?? null,
    warnings: async () =>
      findWarnings({
        ...sources,
        now: clock.now(),
        administrators: (await users()).administrators,
        undeclaredRoles: await sources.findUndeclaredRoles(),
        lastCheck: await sources.findLastCheck(),
        activeKeySince: (await findActiveKey())?.activeFrom ?? null,
        receivesNotifications: sources.receivesNotifications(),
      }),
  };
}

/**
 * Calls the function again when its last result is older than a minute, once for all who ask meanwhile. A
 * failure is not remembered.
 */
function remember<T>(load: () => Promise<T>, clock: Clock): () => Promise<T> {
  let loaded: { readonly at: number; readonly result: T } | null = null;
  const reload = createSingleFlight(
    async () => {
      const at = clock.now().getTime();
      const result = await load();
      loaded = { at, result };
      return result;
    },
    { patienceMs: null },
  );
  return async () => {
    const isRecent = loaded !== null && Math.abs(clock.now().getTime() - loaded.at) < countMaxAgeMs;
    return loaded !== null && isRecent ? loaded.result : reload.runShared();
  };
}
