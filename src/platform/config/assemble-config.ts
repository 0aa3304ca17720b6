import type { ConfigFault } from '../../shared/index.js';
import { isPasskeyDomainOf, passkeyConfig } from './passkey-config.js';
import type { Config, InitialAdministrator, MailSender, Settings } from './settings.js';
import { developmentIssuer } from './variables.js';

/**
 * Groups the settings by module and returns those that contradict each other. Use `config` only when there
 * are no `faults`.
 */
export function assembleConfig(settings: Settings): {
  readonly config: Omit<Config, 'effectiveValues'>;
  readonly faults: readonly ConfigFault[];
} {
  const isProduction = settings.environment === 'production';
  const issuer = settings.issuer ?? developmentIssuer(settings.port);
  const config: Omit<Config, 'effectiveValues'> = Object.freeze({
    environment: settings.environment,
    isProduction,
    logLevel: settings.logLevel,
    dataDirectory: settings.dataDirectory,
    database: Object.freeze({
      url: settings.databaseUrl,
      poolSize: settings.databasePoolSize,
      listenUrl: settings.databaseListenUrl,
      replicaUrl: settings.databaseReplicaUrl,
    }),
    keys: Object.freeze({
      masterKey: settings.masterKey,
      previousMasterKey: settings.previousMasterKey,
      algorithm: settings.signingAlgorithm,
      sharedSecret: settings.jwtSecret,
    }),
    tokens: tokensConfig(settings, issuer),
    sessions: sessionsConfig(settings),
    rateLimits: Object.freeze({ counterRetentionDays: settings.counterRetentionDays }),
    passwords: Object.freeze({ bcryptCost: settings.bcryptCost, minLength: settings.passwordMinLength }),
    passkeys: Object.freeze(passkeyConfig(settings, issuer)),
    login: Object.freeze({
      signUpEnabled: settings.signUp,
      emailVerification: settings.emailVerification,
      secondFactorRoles: Object.freeze([...settings.mfaRequiredRoles]),
    }),
    users: Object.freeze({
      eraseDeletedAfterDays: settings.eraseDeletedAfterDays,
      linkRetentionDays: settings.linkRetentionDays,
    }),
    audit: Object.freeze({ retentionDays: settings.auditRetentionDays }),
    oauth: Object.freeze({
      passwordGrantEnabled: settings.passwordGrant,
      clients: Object.freeze([...settings.clients]),
    }),
    graphql: Object.freeze({ introspection: settings.introspection }),
    mail: mailConfig(settings),
    http: httpConfig(settings),
    firstAdministrator: readFirstAdministrator(settings),
  });
  return { config, faults: findContradictions(settings, issuer) };
}

function tokensConfig(settings: Settings, issuer: string): Config['tokens'] {
  const { accessTokenTtlSeconds, linkRetentionDays } = settings;
  return Object.freeze({
    issuer,
    audience: settings.audience ?? issuer,
    accessTokenTtlSeconds,
    linkRetentionDays,
  });
}

function sessionsConfig(settings: Settings): Config['sessions'] {
  return Object.freeze({
    idleTtlSeconds: settings.refreshIdleTtlSeconds,
    absoluteTtlSeconds: settings.refreshAbsoluteTtlSeconds,
    retentionDays: settings.sessionRetentionDays,
  });
}

/** Shown in development; with an SMTP server a sender is required. */
const developmentSender: MailSender = { name: 'Cordon', address: 'cordon@localhost' };

function httpConfig(settings: Settings): Config['http'] {
  const { host, port, metricsPort, allowedOrigins, allowedHeaders, trustedProxies, console } = settings;
  return Object.freeze({
    host,
    port,
    metricsPort,
    allowedOrigins: Object.freeze([...allowedOrigins]),
    allowedHeaders: Object.freeze(allowedHeaders.map((name) => name.toLowerCase())),
    trustedProxies: Object.freeze([...trustedProxies]),
    console,
  });
}

function mailConfig(settings: Settings): Config['mail'] {
  return Object.freeze({
    enabled: settings.smtpServer !== null || settings.environment !== 'production',
    smtp: settings.smtpServer,
    from: settings.mailFrom ?? developmentSender,
    appUrl: settings.appUrl,
    landingPages: settings.landingPages,
    templatesDirectory: settings.mailTemplatesDirectory,
    retentionHours: settings.mailRetentionHours,
  });
}

function readFirstAdministrator(settings: Settings): InitialAdministrator | null {
  const { adminUsername: username, adminEmail: email, adminPassword: password } = settings;
  if (username === null || email === null || password === null) return null;
  return Object.freeze({ username, email, password });
}

function findContradictions(settings: Settings, issuer: string): readonly ConfigFault[] {
  const { port, metricsPort, signingAlgorithm, jwtSecret, masterKey, previousMasterKey } = settings;
  const { passkeyRpId } = settings;
  return [
    port !== 0 &&
      port === metricsPort && {
        variable: 'CORDON_METRICS_PORT',
        problem: 'is the same port as PORT',
        remedy: 'Use different ports.',
      },
    signingAlgorithm === 'HS256' &&
      jwtSecret === null && {
        variable: 'CORDON_JWT_SECRET_FILE',
        problem: 'is missing, but CORDON_SIGNING_ALGORITHM is HS256',
        remedy: 'Set it to a file with a secret of at least 256 bits, or use ES256.',
      },
    signingAlgorithm !== 'HS256' &&
      jwtSecret !== null && {
        variable: 'CORDON_JWT_SECRET_FILE',
        problem: `is set, but CORDON_SIGNING_ALGORITHM is ${signingAlgorithm}`,
        remedy: 'Set CORDON_SIGNING_ALGORITHM to HS256, or remove the secret: no other algorithm uses it.',
      },
    previousMasterKey !== null &&
      masterKey?.equals(previousMasterKey) === true && {
        variable: 'CORDON_PREVIOUS_MASTER_KEY',
        problem: 'is the same as CORDON_MASTER_KEY',
        remedy: 'Set it to the old key and CORDON_MASTER_KEY to the new one, or remove it.',
      },
    passkeyRpId !== null &&
      !isPasskeyDomainOf(passkeyRpId, issuer) && {
        variable: 'CORDON_PASSKEY_RP_ID',
        problem: 'is neither the host of CORDON_ISSUER nor a parent domain of it',
        remedy: 'Use the host of CORDON_ISSUER, or a domain that it ends with; or remove the variable.',
      },
    ...findMailContradictions(settings),
    isPartlySet(settings) && {
      variable: 'CORDON_ADMIN_USERNAME, CORDON_ADMIN_EMAIL and CORDON_ADMIN_PASSWORD_FILE',
      problem: 'are only partly set',
      remedy: 'Set all three, or none.',
    },
  ].filter((fault) => fault !== false);
}

function findMailContradictions(settings: Settings): readonly (ConfigFault | false)[] {
  return [
    settings.smtpServer !== null &&
      settings.mailFrom === null && {
        variable: 'CORDON_MAIL_FROM',
        problem: 'is missing, but CORDON_SMTP_URL is set',
        remedy: 'Set it to the address that mails are sent from.',
      },
    settings.emailVerification !== 'off' &&
      settings.environment === 'production' &&
      settings.smtpServer === null && {
        variable: 'CORDON_SMTP_URL',
        problem: `is missing, but CORDON_EMAIL_VERIFICATION is ${settings.emailVerification}`,
        remedy: 'Set it to your SMTP server, or set CORDON_EMAIL_VERIFICATION to off.',
      },
  ];
}

function isPartlySet({ adminUsername, adminEmail, adminPassword }: Settings): boolean {
  const given = [adminUsername, adminEmail, adminPassword].filter((value) => value !== null);
  return given.length > 0 && given.length < 3;
}
