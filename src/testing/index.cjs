'use strict';

const testing = require('../require-module.cjs')('./testing/index.js');

module.exports = {
  ...testing,
  createTestCordon: async (options) => {
    const cordon = await testing.createTestCordon(options);
    return {
      ...cordon,
      // Parsed here, so that strict comparisons find objects of the context in which the test runs.
      execute: async (...args) => JSON.parse(JSON.stringify(await cordon.execute(...args))),
    };
  },
};
