/**
 * The module `node:http`. An import of its values reads every export, and from Node 22 on one of them loads
 * the implementation of `fetch`, which nothing else here needs.
 */
export const nodeHttp: typeof import('node:http') = process.getBuiltinModule('node:http');
