/** Returns the middle one of a list of numbers; the upper one of two. */
export const median = (list) => [...list].sort((one, other) => one - other)[list.length >> 1];
