import { describe } from '@jest/globals';
import { describeLogoutRounds } from './session-cutoff-rounds.js';

describe('a logout, a hundred times of a hundred', () => describeLogoutRounds(100));
