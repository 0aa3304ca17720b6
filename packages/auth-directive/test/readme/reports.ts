import { diffMatrices, renderDiff, renderExplanation, renderMatrix } from '../../src/index.js';
import { auth, schema } from './quick-start.js';

export const table = renderMatrix(auth.matrix(schema), 'text'); // or 'markdown', 'json'

const ada = { kind: 'principal', id: 'ada', role: 'USER' } as const;
export const why = renderExplanation(auth.explain(schema, ada, 'User.email'));

export const changes = renderDiff(diffMatrices(auth.matrix(schema), auth.matrix(schema)));
