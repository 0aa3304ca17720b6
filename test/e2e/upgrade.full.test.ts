import { describe } from '@jest/globals';
import { testUpgrades } from './upgrade-suite.js';

describe('an upgrade of the embedded database', () => {
  testUpgrades(true);
});
