import { describeStories } from './second-factor-stories.js';

describeStories(200);
