'use strict';

module.exports = require('./require-module.cjs')('./index.js');
