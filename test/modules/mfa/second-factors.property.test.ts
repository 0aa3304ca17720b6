import { describeStories } from './second-factor-stories.js';

// More stories are in second-factors.full.test.ts.
describeStories(6);
