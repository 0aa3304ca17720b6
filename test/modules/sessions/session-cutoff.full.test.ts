import { describe } from '@jest/globals';
import { describeLogoutRounds } from './logout-rounds.js';

describe('a logout, a hundred times of a hundred', () => describeLogoutRounds(100));
