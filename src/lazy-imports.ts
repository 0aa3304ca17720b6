/**
 * The parts of the program that a command loads when it runs. All dynamic imports of the program's own files
 * are here, so that printing help, a usage error or a command in a running server loads neither database nor
 * GraphQL.
 */

export const loadConfigModule = (): Promise<typeof import('./platform/config/index.js')> =>
  import('./platform/config/index.js');

export const loadControlClient = (): Promise<typeof import('./transports/cli/control-client.js')> =>
  import('./transports/cli/control-client.js');

export const loadDatabase = (): Promise<typeof import('./platform/database/index.js')> =>
  import('./platform/database/index.js');

export const loadApp = (): Promise<typeof import('./app.js')> => import('./app.js');

export const loadServer = (): Promise<typeof import('./server.js')> => import('./server.js');

export const loadHttp = (): Promise<typeof import('./transports/http/index.js')> =>
  import('./transports/http/index.js');

export const loadPasswordsModule = (): Promise<typeof import('./modules/passwords/index.js')> =>
  import('./modules/passwords/index.js');

export const loadMailModule = (): Promise<typeof import('./modules/mail/index.js')> =>
  import('./modules/mail/index.js');

export const loadPolicyCommands = (): Promise<typeof import('./transports/graphql/policy.commands.js')> =>
  import('./transports/graphql/policy.commands.js');

export const loadPolicyReports = (): Promise<typeof import('./transports/graphql/policy-reports.js')> =>
  import('./transports/graphql/policy-reports.js');

export const loadConfiguredAdministrator = (): Promise<typeof import('./configured-administrator.js')> =>
  import('./configured-administrator.js');
