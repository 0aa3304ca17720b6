import { folderOf, type Import, type SourceFile } from './source-files.js';

/** What the folders of one layer may import, and why. */
export interface LayerRule {
  readonly folders: readonly string[];
  readonly mayImport: readonly string[];
  readonly reason: string;
}

const modulesBelowLogin = [
  'shared',
  'modules/access',
  'modules/mail',
  'modules/users',
  'modules/passwords',
  'modules/tokens',
  'modules/sessions',
  'platform/rate-limit',
];

/**
 * The import direction of src/. What is not listed is forbidden; storage files may also import
 * `platform/database`.
 */
export const layerRules: readonly LayerRule[] = [
  {
    folders: ['shared'],
    mayImport: [],
    reason: 'everything imports it, so it imports nothing of ours',
  },
  {
    folders: ['platform/config', 'platform/database', 'platform/rate-limit'],
    mayImport: ['shared'],
    reason: 'the platform must not change when a capability does',
  },
  {
    folders: ['modules/access'],
    mayImport: ['shared'],
    reason: 'the modules above build on it',
  },
  {
    folders: ['modules/mail'],
    mayImport: ['shared'],
    reason: 'every module may send mail, so it reaches users only through the port that it declares',
  },
  {
    folders: ['modules/tokens'],
    mayImport: ['shared', 'modules/access'],
    reason: 'it signs with the keys that it receives, and declares what a signing key is',
  },
  {
    folders: ['modules/keys'],
    mayImport: ['shared', 'modules/access', 'modules/tokens'],
    reason: 'it provides the signing keys of tokens',
  },
  {
    folders: ['modules/passwords'],
    mayImport: ['shared', 'modules/keys'],
    reason: 'it hashes with the peppers of keys',
  },
  {
    folders: ['modules/sessions'],
    mayImport: ['shared', 'modules/access', 'modules/tokens', 'platform/rate-limit'],
    reason: 'it reaches users through the port that it declares and through events',
  },
  {
    folders: ['modules/users'],
    mayImport: [
      'shared',
      'modules/access',
      'modules/mail',
      'modules/passwords',
      'modules/tokens',
      'modules/sessions',
      'platform/rate-limit',
    ],
    reason: 'it implements the port that sessions declares, and ends sessions only through events',
  },
  {
    folders: ['modules/mfa'],
    mayImport: [
      'shared',
      'modules/access',
      'modules/users',
      'modules/tokens',
      'modules/sessions',
      'platform/rate-limit',
    ],
    reason: 'it proves what a login asks it to prove, and sees no password',
  },
  {
    folders: ['modules/email'],
    mayImport: modulesBelowLogin,
    reason: 'it proves addresses with links; a password is checked above',
  },
  {
    folders: ['modules/passkeys'],
    mayImport: [
      'shared',
      'modules/access',
      'modules/users',
      'modules/passwords',
      'modules/sessions',
      'modules/mfa',
    ],
    reason: 'it implements a factor that mfa declares, and starts no session',
  },
  {
    folders: ['modules/login'],
    mayImport: [...modulesBelowLogin, 'modules/email', 'modules/mfa', 'modules/passkeys'],
    reason: 'it combines the proofs of the modules below; none of those may start a session',
  },
  {
    folders: ['modules/invitations'],
    mayImport: [...modulesBelowLogin, 'modules/email', 'modules/mfa'],
    reason: 'it combines the modules below; none of those may depend on how a user signs in',
  },
  {
    folders: ['modules/oauth'],
    mayImport: [...modulesBelowLogin, 'modules/login'],
    reason: 'the token endpoint uses the constant-work login path',
  },
  {
    folders: ['modules/audit'],
    mayImport: ['shared', 'modules/access'],
    reason: 'it subscribes to the events of every module inside the transaction, and imports none of them',
  },
  {
    folders: ['modules/overview'],
    mayImport: ['shared', 'modules/access'],
    reason: 'it shows what other modules know, which it receives as functions',
  },
  {
    folders: ['transports/graphql', 'transports/http'],
    mayImport: ['shared', 'modules/access'],
    reason: 'a transport translates, and serves modules that do not exist yet',
  },
  {
    folders: ['transports/cli'],
    mayImport: ['shared', 'platform/config'],
    reason: 'commands are provided by the modules, so the command line imports none of them',
  },
];

/** The files that compose the server; they may import everything. */
export const compositionFiles: readonly string[] = [
  'app',
  'app-types',
  'server',
  'index',
  'library',
  'main',
  'cli-database',
  'cli-runtime',
  'cli-mail',
  'tables',
  'version',
  'command-catalogue',
  'schema-text',
  'testing',
  'lazy-imports',
  'unhandled-rejection',
  'workers',
  'notification-state',
  'app-observers',
  'operator-metrics',
  'overview-sources',
  'data-export',
  'request-scope',
  'roles-option',
  'undeclared-roles',
  'app-lifecycle',
  'app-options',
  'build-transports',
  'configured-administrator',
  'auth-directive',
  'auth-directive-apollo',
  'client',
];

/** The role of a file inside its folder, given by its suffix. */
export type FileRole = 'index' | 'domain' | 'storage' | 'resolvers' | 'entry-point';

/** Returns the role of a file of src/. */
export function fileRoleOf(path: string): FileRole {
  if (/\.(table|typeorm)\.ts$/.test(path)) return 'storage';
  if (path.endsWith('.resolvers.ts')) return 'resolvers';
  if (/\.(routes|commands)\.ts$/.test(path)) return 'entry-point';
  return path === indexOf(folderOf(path)) ? 'index' : 'domain';
}

function indexOf(folder: string): string {
  return `${folder}/index.ts`;
}

/** Returns what is wrong with an import of one of our files; null when it is allowed. */
export function checkImport(file: SourceFile, { target, isTypeOnly }: Import): string | null {
  const from = folderOf(file.path);
  const to = folderOf(target);
  if (from === to) return checkImportWithinFolder(file.path, target);
  if (to === 'testing') return 'the server does not import what only tests need';
  if (compositionFiles.includes(from) || isTypeException(file.path, target, isTypeOnly)) return null;
  const rule = layerRules.find(({ folders }) => folders.includes(from));
  if (rule === undefined) return `${from} has no rule in import-rules.ts`;
  const isStorageImport = fileRoleOf(file.path) === 'storage' && to === 'platform/database';
  if (!rule.mayImport.includes(to) && !isStorageImport) {
    return `${from} may not import ${to}: ${rule.reason}`;
  }
  return target === indexOf(to) ? null : `${to} is imported through its index.ts`;
}

/** Inside a folder, domain files import neither entry points nor storage; only the index connects them. */
function checkImportWithinFolder(from: string, target: string): string | null {
  const importer = fileRoleOf(from);
  const imported = fileRoleOf(target);
  if (importer === 'domain' && imported !== 'domain') return `a domain file imports no ${imported} file`;
  if (importer !== 'index' && imported === 'index') return 'a file does not import its own index.ts';
  const isEntryPoint = importer === 'resolvers' || importer === 'entry-point';
  if (isEntryPoint && imported === 'storage') return 'an entry point imports no storage';
  return importer === 'storage' && imported === 'resolvers' ? 'storage imports no entry point' : null;
}

/** The exceptions to the layer rules; all of them are erased at run time. */
function isTypeException(from: string, target: string, isTypeOnly: boolean): boolean {
  if (!isTypeOnly) return false;
  // Resolvers are typed by the generated code and by the types of the GraphQL transport.
  const resolverTypes = [
    'transports/graphql/generated/resolvers.ts',
    'transports/graphql/request-context.ts',
    'transports/graphql/mutation-payloads.ts',
  ];
  if (fileRoleOf(from) === 'resolvers' && resolverTypes.includes(target)) return true;
  // The transports use the limits that the server passes to them; GraphQL implements the ports that HTTP
  // declares.
  const transportTypes = ['platform/rate-limit/index.ts', 'transports/http/index.ts'];
  if (['transports/graphql', 'transports/http'].includes(folderOf(from)) && transportTypes.includes(target)) {
    return true;
  }
  // The generated types name the modules' domain types, so that resolvers return domain objects.
  return from === 'transports/graphql/generated/resolvers.ts';
}
