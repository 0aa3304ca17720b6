import { z } from 'zod';
import { clientsFile } from './clients-file.js';
import { keyVariables } from './key-variables.js';
import { databaseUrl, hasOwnPassword, isPlaceholder } from './secrets.js';
import type { Settings } from './settings.js';
import { isLoopback, isNetwork, isOrigin, listOf, onOrOff, wholeNumber } from './value-parsers.js';
import { required, type Variable } from './variable.js';

/** The issuer of a development server that names none. Fixed, so that tokens and clients survive another port. */
export const developmentIssuer = 'http://localhost:4000';

const line: z.ZodType<string, string> = z.string().regex(/^[^\p{Cc}]{1,254}$/u);

/** Every variable that Cordon reads; whatever else begins with CORDON_ is refused. docs/configuration.md and .env.example are generated from it. */
export const variables: { readonly [Key in keyof Settings]: Variable<Settings[Key]> } = {
  environment: {
    name: 'NODE_ENV',
    description: 'The environment the server runs in. Use `production` for real users.',
    form: '`development`, `test` or `production`',
    schema: z.enum(['development', 'test', 'production']),
    development: 'development',
    production: 'production',
    defaultDescription: '`development`',
  },
  databaseUrl: {
    name: 'DATABASE_URL',
    description:
      'The Postgres database (15 or newer). Without it, the embedded database in the data folder is used.',
    source: 'also file',
    form: 'an address like postgresql://user:password@host:5432/name (special characters percent-encoded)',
    schema: databaseUrl,
    development: null,
    production: required,
    productionRule: {
      words: 'must carry a password of its own, not an example',
      holds: (url) => url === null || hasOwnPassword(url),
    },
    defaultDescription: 'embedded',
    advice: 'Name your Postgres database, for example postgresql://user:password@host:5432/name.',
  },
  issuer: {
    name: 'CORDON_ISSUER',
    description:
      'The public address of this server: the `iss` claim of every token and the start of every link.',
    form: 'an origin like https://id.example.com (no path, no slash at the end, lower case)',
    schema: z.string().refine(isOrigin),
    development: developmentIssuer,
    production: required,
    productionRule: {
      words: 'must be https (http only for localhost)',
      holds: (issuer) => issuer.startsWith('https:') || isLoopback(issuer),
    },
    advice: 'Name the address that users reach this server at, for example https://id.example.com.',
  },
  ...keyVariables,
  port: {
    name: 'PORT',
    description: 'The port the server listens on; 0 chooses any free port.',
    form: 'a whole number from 0 to 65535',
    schema: wholeNumber(0, 65_535),
    development: 4000,
    production: 4000,
  },
  host: {
    name: 'HOST',
    description: 'The address of the network interface the server listens on.',
    form: 'an address or a host name',
    schema: z.string().regex(/^[A-Za-z0-9.:_-]{1,253}$/),
    development: '127.0.0.1',
    production: '0.0.0.0',
  },
  logLevel: {
    name: 'LOG_LEVEL',
    description: 'The minimum level of log messages.',
    form: '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`',
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    development: 'info',
    production: 'info',
  },
  dataDirectory: {
    name: 'CORDON_DATA_DIR',
    description:
      'The folder of the embedded database and of the development master key. Only its owner has access.',
    form: 'the path of a folder',
    schema: z.string().regex(/^[^\p{Cc}]{1,1024}$/u),
    development: '.cordon',
    production: '.cordon',
  },
  audience: {
    name: 'CORDON_AUDIENCE',
    description: 'The `aud` claim of every access token: the services that may accept it.',
    form: 'one line of at most 254 characters',
    schema: line,
    development: null,
    production: null,
    defaultDescription: 'the issuer',
  },
  allowedOrigins: {
    name: 'CORDON_ALLOWED_ORIGINS',
    description: 'The web origins whose pages may call this server (CORS), separated by commas.',
    form: 'a list of origins like https://app.example.com (no path, no slash at the end, no *)',
    schema: listOf(isOrigin),
    development: [],
    production: [],
  },
  trustedProxies: {
    name: 'CORDON_TRUSTED_PROXIES',
    description:
      'The proxies whose X-Forwarded-For header is trusted: addresses or networks, separated by commas.',
    form: 'a list of addresses or networks like 10.0.0.0/8',
    schema: listOf(isNetwork),
    development: [],
    production: [],
  },
  signUp: {
    name: 'CORDON_SIGN_UP',
    description: 'Whether users may sign up.',
    form: '`on` or `off`',
    schema: onOrOff,
    development: true,
    production: false,
  },
  passwordGrant: {
    name: 'CORDON_PASSWORD_GRANT',
    description:
      'Whether POST /token accepts the password grant. RFC 9700 section 2.4 forbids it for new clients: switch it off when no client needs it.',
    form: '`on` or `off`',
    schema: onOrOff,
    development: true,
    production: true,
  },
  clients: {
    name: 'CORDON_CLIENTS',
    description:
      'A JSON file with the services that may call POST /introspect, each with the SHA-256 of its secret. Without it, no service may.',
    source: 'file only',
    form: 'the name of a JSON file like [{"id": "reports", "secretSha256": "64 hexadecimal digits"}]',
    schema: clientsFile,
    development: [],
    production: [],
    advice: 'Write [{"id": "reports", "secretSha256": "64 hexadecimal digits"}], or leave it out.',
  },
  introspection: {
    name: 'CORDON_INTROSPECTION',
    description: 'Whether introspection queries are answered and GraphiQL and Apollo Sandbox are served.',
    form: '`on` or `off`',
    schema: onOrOff,
    development: true,
    production: false,
  },
  bcryptCost: {
    name: 'CORDON_BCRYPT_COST',
    description:
      'The bcrypt cost of a password hash: each step doubles the time (12 takes about 0.2 s). Existing hashes are upgraded at the next login.',
    form: 'a whole number from 4 to 15',
    schema: wholeNumber(4, 15),
    development: 12,
    production: 12,
    productionRule: { words: 'must be at least 10', holds: (cost) => cost >= 10 },
  },
  passwordMinLength: {
    name: 'CORDON_PASSWORD_MIN_LENGTH',
    description: 'The minimum number of characters in a new password.',
    form: 'a whole number from 8 to 128',
    schema: wholeNumber(8, 128),
    development: 15,
    production: 15,
  },
  accessTokenTtlSeconds: {
    name: 'CORDON_ACCESS_TOKEN_TTL_SECONDS',
    description: 'The lifetime of an access token in seconds.',
    form: 'a whole number from 1 to 3600',
    schema: wholeNumber(1, 3600),
    development: 900,
    production: 900,
  },
  refreshIdleTtlSeconds: {
    name: 'CORDON_REFRESH_IDLE_TTL_SECONDS',
    description: 'The time in seconds after which an unused session expires (default: 14 days).',
    form: 'a whole number from 1 to 31536000',
    schema: wholeNumber(1, 31_536_000),
    development: 1_209_600,
    production: 1_209_600,
  },
  refreshAbsoluteTtlSeconds: {
    name: 'CORDON_REFRESH_ABSOLUTE_TTL_SECONDS',
    description: 'The maximum lifetime of a session in seconds (default: 90 days).',
    form: 'a whole number from 1 to 31536000',
    schema: wholeNumber(1, 31_536_000),
    development: 7_776_000,
    production: 7_776_000,
  },
  metricsPort: {
    name: 'CORDON_METRICS_PORT',
    description: 'A separate port for /metrics. Without it, /metrics is served on the main port.',
    form: 'a whole number from 0 to 65535',
    schema: wholeNumber(0, 65_535),
    development: null,
    production: 9464,
  },
  adminUsername: {
    name: 'CORDON_ADMIN_USERNAME',
    description:
      'The username of the first administrator, created at startup while there is none. Set all three CORDON_ADMIN_ variables or none.',
    form: 'one line of at most 254 characters',
    schema: line,
    development: null,
    production: null,
  },
  adminEmail: {
    name: 'CORDON_ADMIN_EMAIL',
    description: 'The email address of the first administrator.',
    form: 'one line of at most 254 characters',
    schema: line,
    development: null,
    production: null,
  },
  adminPassword: {
    name: 'CORDON_ADMIN_PASSWORD',
    description:
      'A file with the password of the first administrator, who has to change it at the first login.',
    source: 'file only',
    form: 'a password of the operator, not an example',
    schema: z.string().refine((password) => !isPlaceholder(password)),
    development: null,
    production: null,
  },
};
