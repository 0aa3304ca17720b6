'use strict';

const { runInThisContext } = require('node:vm');

/**
 * Returns the ES module at a path relative to this file, for the CommonJS entry points. Tests of jest run in
 * a context of their own, whose require() reads ES modules only since Node.js 24.9 (with
 * --experimental-vm-modules). Where it cannot, the module is loaded in the main context, as Node.js does.
 */
module.exports = function requireModule(path) {
  if (runInThisContext('globalThis') === globalThis) return require(path);
  try {
    return require(path);
  } catch {
    const { createRequire } = runInThisContext('process').getBuiltinModule('node:module');
    return createRequire(__filename)(path);
  }
};
