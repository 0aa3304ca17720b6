import PothosBuilder from '@pothos/core';
import DirectivesPlugin from '@pothos/plugin-directives';
import { docs } from './data.mjs';

/** `@pothos/plugin-directives` writes the directives; enum values are strings. */
export const pothos = {
  name: 'Pothos with plugin-directives',
  build(auth) {
    const builder = new PothosBuilder({ plugins: [DirectivesPlugin] });
    const owned = { auth: { owner: 'by', onDeny: 'NULL' } };
    const Doc = builder.objectRef('Doc').implement({
      fields: (t) => ({ text: t.exposeString('text', { directives: owned, nullable: true }) }),
    });
    builder.queryType({
      fields: (t) => ({
        mine: t.string({ nullable: true, directives: { auth: { requires: 'USER' } }, resolve: () => 'mine' }),
        audit: t.string({
          nullable: true,
          directives: { auth: { anyOf: [{ requires: 'ADMIN' }, { scopes: ['audit'], requires: 'ADMIN' }] } },
          resolve: () => 'audit',
        }),
        docs: t.field({ type: [Doc], nullable: true, directives: { public: {} }, resolve: docs }),
      }),
    });
    return builder.toSchema({ directives: auth.directives });
  },
};
