/** The pages of the console: one part, because small parts compress badly and take a request each. */
export { AccessPage } from './access/access-page.js';
export { AuditPage } from './audit/audit-page.js';
export { KeysPage } from './keys/keys-page.js';
export { OverviewPage } from './overview/overview-page.js';
export { SessionsPage } from './sessions/sessions-page.js';
export { SettingsPage } from './settings/settings-page.js';
export { UsersArea } from './users/users-area.js';
