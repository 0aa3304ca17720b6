import type { MasterKeys } from './modules/keys/index.js';
import type { MailModuleDependencies } from './modules/mail/index.js';
import type { RelyingParty } from './modules/passkeys/index.js';
import type { Links, User } from './modules/users/index.js';
import { type Config, developmentIssuer, loadDevelopmentMasterKey } from './platform/config/index.js';
import type { DatabaseConfig } from './platform/database/index.js';

/** In development the key is stored in the data folder, where it is created at the first start. */
export function readMasterKeys({ keys, dataDirectory }: Config): MasterKeys {
  const current = keys.masterKey ?? loadDevelopmentMasterKey(dataDirectory);
  return { current, previous: keys.previousMasterKey };
}

/** Returns where the configuration keeps the rows. Each of several workers has its share of the pool. */
export function databaseConfig({ database, dataDirectory }: Config, workers = 1): DatabaseConfig {
  const { url, listenUrl, replicaUrl } = database;
  const poolSize = Math.max(1, Math.floor(database.poolSize / workers));
  if (url === null) return { kind: 'embedded', dataFolder: dataDirectory };
  return {
    kind: 'postgres',
    url,
    poolSize,
    ...(listenUrl === null ? {} : { listenUrl }),
    ...(replicaUrl === null ? {} : { replicaUrl }),
  };
}

/** The token is in the fragment, which browsers do not send, so it reaches no log. */
export function createLinks(address: () => string): Links {
  const link = (token: string): string => `${address()}/setup#token=${token}`;
  return { setup: link, invitation: link, passwordReset: link };
}

/**
 * Returns the relying party of passkeys. A development server without a configured issuer has the origin
 * `http://localhost:PORT`, whatever its address: browsers offer passkeys for names only.
 */
export function createRelyingParty({ passkeys, ...config }: Config, address: () => string): RelyingParty {
  const { domain: id, origins } = passkeys;
  if (!hasDefaultIssuer(config)) return { id, origins: () => origins };
  const configured = origins.filter((origin) => origin !== config.tokens.issuer);
  return { id, origins: () => [developmentIssuer(Number(new URL(address()).port || 80)), ...configured] };
}

/** Returns whether the issuer is the one of a development server without a configured one. */
export function hasDefaultIssuer({
  isProduction,
  tokens: { issuer },
  http: { port },
}: Pick<Config, 'isProduction' | 'tokens' | 'http'>): boolean {
  return !isProduction && issuer === developmentIssuer(port);
}

/** Returns what the mail module reads from the configuration. TLS is required in production. */
export function mailOptions(
  { mail, isProduction }: Config,
  address: () => string,
): Pick<
  MailModuleDependencies,
  'enabled' | 'smtp' | 'from' | 'appUrl' | 'landingPages' | 'templatesDirectory' | 'retentionHours'
> {
  const { smtp, appUrl, ...others } = mail;
  return {
    ...others,
    smtp: smtp === null ? null : { ...smtp, requireTls: isProduction },
    appUrl: () => appUrl ?? address(),
  };
}

/** Treats deleted users as not found. */
export function withoutDeleted(user: User | null): User | null {
  return user?.status === 'DELETED' ? null : user;
}
