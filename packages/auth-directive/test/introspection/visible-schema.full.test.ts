import { expect, test } from '@jest/globals';
import { checkVisibleSchemas } from '../helpers/check-visible-schemas.js';

test('many visible schemas are valid, and execute what is valid there as the whole schema does', async () => {
  await expect(checkVisibleSchemas(1000, 300)).resolves.toBeUndefined();
});
