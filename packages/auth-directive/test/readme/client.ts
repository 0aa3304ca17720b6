import { renderClient } from '../../src/index.js';
import { auth, schema } from './quick-start.js';

export const client = renderClient(auth.matrix(schema)); // the text of can.ts
