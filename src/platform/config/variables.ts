import { z } from 'zod';
import { clientsFile } from './clients-file.js';
import { crossOriginVariables } from './cross-origin-variables.js';
import { databaseVariables } from './database-variables.js';
import { keyVariables } from './key-variables.js';
import { loginVariables } from './login-variables.js';
import { mailVariables } from './mail-variables.js';
import { retentionVariables } from './retention-variables.js';
import { isPlaceholder } from './secrets.js';
import type { Settings } from './settings.js';
import { integerBetween, isLoopback, isOrigin, onOrOff } from './value-parsers.js';
import { required, type Variable } from './variable.js';

const defaultPort = 4000;

/** Returns the default issuer in development: the port is part of the address that clients use. */
export function developmentIssuer(port: number): string {
  // With 0, the port is not known before the server listens; the issuer must not depend on it.
  return new URL(`http://localhost:${port === 0 ? defaultPort : port}`).origin;
}

const line: z.ZodType<string, string> = z.string().regex(/^[^\p{Cc}]{1,254}$/u);

/**
 * All variables that Cordon reads. Other variables that start with CORDON_ are rejected.
 * docs/configuration.md and .env.example are generated from this table.
 */
export const variables: { readonly [Key in keyof Settings]: Variable<Settings[Key]> } = {
  environment: {
    name: 'NODE_ENV',
    description: 'The environment the server runs in. Use `production` for real users.',
    format: '`development`, `test` or `production`',
    schema: z.enum(['development', 'test', 'production']),
    development: 'development',
    production: 'production',
    defaultDescription: '`development`',
  },
  ...databaseVariables,
  issuer: {
    name: 'CORDON_ISSUER',
    description:
      'The public address of this server: the `iss` claim of every token and the start of every link.',
    format: 'an origin like https://id.example.com (no path, no trailing slash, lower case)',
    schema: z.string().refine(isOrigin),
    development: null,
    defaultDescription: '`http://localhost:PORT`',
    production: required,
    productionRule: {
      requirement: 'must use https (http only for localhost)',
      isSatisfied: (issuer) => issuer === null || issuer.startsWith('https:') || isLoopback(issuer),
    },
    advice: 'Set it to the public address of this server, for example https://id.example.com.',
  },
  ...keyVariables,
  port: {
    name: 'PORT',
    description: 'The port the server listens on; 0 chooses any free port.',
    format: 'an integer from 0 to 65535',
    schema: integerBetween(0, 65_535),
    development: defaultPort,
    production: 4000,
  },
  host: {
    name: 'HOST',
    description: 'The address of the network interface the server listens on.',
    format: 'an address or a host name',
    schema: z.string().regex(/^[A-Za-z0-9.:_-]{1,253}$/),
    development: '127.0.0.1',
    production: '0.0.0.0',
  },
  logLevel: {
    name: 'LOG_LEVEL',
    description: 'The minimum level of log messages.',
    format: '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`',
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    development: 'info',
    production: 'info',
  },
  dataDirectory: {
    name: 'CORDON_DATA_DIR',
    description:
      'The folder of the embedded database and of the development master key. Only its owner has access.',
    format: 'the path of a folder',
    schema: z.string().regex(/^[^\p{Cc}]{1,1024}$/u),
    development: '.cordon',
    production: '.cordon',
  },
  audience: {
    name: 'CORDON_AUDIENCE',
    description: 'The `aud` claim of every access token: the services that may accept it.',
    format: 'one line of at most 254 characters',
    schema: line,
    development: null,
    production: null,
    defaultDescription: 'the issuer',
  },
  ...crossOriginVariables,
  signUp: {
    name: 'CORDON_SIGN_UP',
    description: 'Whether users may sign up.',
    format: '`on` or `off`',
    schema: onOrOff,
    development: true,
    production: false,
  },
  ...loginVariables,
  clients: {
    name: 'CORDON_CLIENTS',
    description:
      'A JSON file with the services that may call POST /introspect, each with the SHA-256 of its secret. Without it, no service may.',
    source: 'file only',
    format: 'the path of a JSON file like [{"id": "reports", "secretSha256": "64 hexadecimal digits"}]',
    schema: clientsFile,
    development: [],
    production: [],
    advice: 'The file must contain a list like [{"id": "reports", "secretSha256": "64 hexadecimal digits"}].',
  },
  introspection: {
    name: 'CORDON_INTROSPECTION',
    description: 'Whether introspection queries are answered and GraphiQL and Apollo Sandbox are served.',
    format: '`on` or `off`',
    schema: onOrOff,
    development: true,
    production: false,
  },
  ...mailVariables,
  console: {
    name: 'CORDON_CONSOLE',
    description:
      'Whether the pages are served: sign-in, account, the links of mails, and the console for administrators.',
    format: '`on` or `off`',
    schema: onOrOff,
    development: true,
    production: true,
  },
  bcryptCost: {
    name: 'CORDON_BCRYPT_COST',
    description:
      'The bcrypt cost of a password hash: each step doubles the time (12 takes about 0.2 s). Existing hashes are upgraded at the next login.',
    format: 'an integer from 4 to 15',
    schema: integerBetween(4, 15),
    development: 12,
    production: 12,
    productionRule: { requirement: 'must be at least 10', isSatisfied: (cost) => cost >= 10 },
  },
  passwordMinLength: {
    name: 'CORDON_PASSWORD_MIN_LENGTH',
    description: 'The minimum number of characters in a new password.',
    format: 'an integer from 8 to 128',
    schema: integerBetween(8, 128),
    development: 15,
    production: 15,
  },
  accessTokenTtlSeconds: {
    name: 'CORDON_ACCESS_TOKEN_TTL_SECONDS',
    description: 'The lifetime of an access token in seconds.',
    format: 'an integer from 1 to 3600',
    schema: integerBetween(1, 3600),
    development: 900,
    production: 900,
  },
  refreshIdleTtlSeconds: {
    name: 'CORDON_REFRESH_IDLE_TTL_SECONDS',
    description: 'The time in seconds after which an unused session expires (default: 14 days).',
    format: 'an integer from 1 to 31536000',
    schema: integerBetween(1, 31_536_000),
    development: 1_209_600,
    production: 1_209_600,
  },
  refreshAbsoluteTtlSeconds: {
    name: 'CORDON_REFRESH_ABSOLUTE_TTL_SECONDS',
    description: 'The maximum lifetime of a session in seconds (default: 90 days).',
    format: 'an integer from 1 to 31536000',
    schema: integerBetween(1, 31_536_000),
    development: 7_776_000,
    production: 7_776_000,
  },
  ...retentionVariables,
  metricsPort: {
    name: 'CORDON_METRICS_PORT',
    description: 'A separate port for /metrics. Without it, /metrics is served on the main port.',
    format: 'an integer from 0 to 65535',
    schema: integerBetween(0, 65_535),
    development: null,
    production: 9464,
  },
  adminUsername: {
    name: 'CORDON_ADMIN_USERNAME',
    description:
      'The username of the first administrator, created at startup while there is none. Set all three CORDON_ADMIN_ variables or none.',
    format: 'one line of at most 254 characters',
    schema: line,
    development: null,
    production: null,
  },
  adminEmail: {
    name: 'CORDON_ADMIN_EMAIL',
    description: 'The email address of the first administrator.',
    format: 'one line of at most 254 characters',
    schema: line,
    development: null,
    production: null,
  },
  adminPassword: {
    name: 'CORDON_ADMIN_PASSWORD',
    description:
      'A file with the password of the first administrator, who has to change it at the first login.',
    source: 'file only',
    format: 'a password that is not an example',
    schema: z.string().refine((password) => !isPlaceholder(password)),
    development: null,
    production: null,
  },
};
