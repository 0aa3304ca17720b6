import { experiment as clock } from './clock.mjs';
import { experiment as descriptorLimit } from './descriptor-limit.mjs';
import { failOverExperiments } from './fail-over.mjs';
import { experiment as fuzz } from './fuzz.mjs';
import { experiment as interruptedMigration } from './interrupted-migration.mjs';
import { experiment as killPostgres } from './kill-postgres.mjs';
import { experiment as killServer } from './kill-server.mjs';
import { networkExperiments } from './network.mjs';
import { experiment as rollingRestart } from './rolling-restart.mjs';
import { experiment as rollingUpgrade } from './rolling-upgrade.mjs';
import { experiment as soak } from './soak.mjs';
import { starvationExperiments } from './starvation.mjs';
import { experiment as stopUnderLoad } from './stop.mjs';

/** All experiments in the order in which they run. */
export const experiments = [
  killServer,
  killPostgres,
  ...failOverExperiments,
  ...networkExperiments,
  ...starvationExperiments,
  descriptorLimit,
  stopUnderLoad,
  rollingRestart,
  rollingUpgrade,
  interruptedMigration,
  clock,
  fuzz,
  soak,
];
