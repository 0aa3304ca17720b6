import { GraphQLSchema } from 'graphql';
import nexusModule from 'nexus';
import { docs } from './data.mjs';

const { list, makeSchema, objectType, queryType } = nexusModule;

/** Nexus has no option for directives: rules are extensions, and the definitions are added to its schema. */
export const nexus = {
  name: 'Nexus',
  build(auth) {
    const rule = (directives) => ({ extensions: { directives } });
    const Doc = objectType({
      name: 'Doc',
      definition(t) {
        t.string('text', rule({ auth: { owner: 'by', onDeny: 'NULL' } }));
      },
    });
    const Query = queryType({
      definition(t) {
        t.string('mine', { ...rule({ auth: { requires: 'USER' } }), resolve: () => 'mine' });
        t.string('audit', { ...rule({ auth: { anyOf: [{ requires: 'ADMIN' }] } }), resolve: () => 'audit' });
        t.field('docs', { type: list('Doc'), ...rule({ public: {} }), resolve: docs });
      },
    });
    const schema = makeSchema({ types: [Doc, Query], outputs: false });
    const directives = [...schema.getDirectives(), ...auth.directives];
    return new GraphQLSchema({ ...schema.toConfig(), directives });
  },
};
