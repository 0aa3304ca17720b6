/** Replaces '@jest/globals' in the tests of a mutation run. The functions register what they are given. */
import { expect } from 'expect';

const { afterAll, beforeAll, describe, test } = globalThis.__authTests;

export { afterAll, beforeAll, describe, expect, test };
