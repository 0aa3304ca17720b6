import { testNameProperties } from './name-properties.js';

testNameProperties(200);
