/** Applies decorators to a member of a class, as TypeScript does. */
export function decorate(prototype, name, ...decorators) {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  for (const decorator of decorators.reverse()) decorator(prototype, name, descriptor);
}
