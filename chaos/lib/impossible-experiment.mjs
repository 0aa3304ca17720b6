/** The machine lacks what an experiment needs, which shows only when it tries. */
export class ImpossibleExperiment extends Error {}
