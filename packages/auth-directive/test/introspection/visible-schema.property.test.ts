import { expect, test } from '@jest/globals';
import { checkVisibleSchemas } from '../helpers/check-visible-schemas.js';

// Takes a second or two: most of it to generate and guard the schemas.
test('a visible schema is valid, and executes what is valid there as the whole schema does', async () => {
  await expect(checkVisibleSchemas(1, 10)).resolves.toBeUndefined();
});
