import { describeOnPostgres } from '../helpers/test-database.js';
import { testUpgrades } from './upgrade-suite.js';

// On the embedded database: upgrade.full.test.ts.
describeOnPostgres('an upgrade of Postgres', () => {
  testUpgrades(false);
});
