import { filterExamples } from './filter-examples.js';
import { inputExamples, ruleExamples } from './rule-examples.js';
import type { SpecificationExample } from './specification-example.js';
import { elevationExamples, structureExamples, valueExamples } from './structure-examples.js';

/** Every example of the specification with the answer worked out by hand. */
export const specificationExamples: readonly SpecificationExample[] = [
  ...ruleExamples,
  ...structureExamples,
  ...valueExamples,
  ...filterExamples,
  ...elevationExamples,
  ...inputExamples,
];
