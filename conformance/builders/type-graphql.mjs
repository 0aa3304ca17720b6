import 'reflect-metadata';
import { buildSchema, Directive, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { docs } from './data.mjs';
import { decorate } from './decorate.mjs';

const nullable = { nullable: true };

/** `@Directive` takes SDL. */
export const typeGraphql = {
  name: 'TypeGraphQL',
  build(auth) {
    class Doc {}
    decorate(
      Doc.prototype,
      'text',
      Field(() => String, nullable),
      Directive('@auth(owner: "by", onDeny: NULL)'),
    );
    ObjectType()(Doc);
    class Resolvers {
      mine() {
        return 'mine';
      }
      audit() {
        return 'audit';
      }
      docs() {
        return docs();
      }
    }
    const { prototype } = Resolvers;
    decorate(
      prototype,
      'mine',
      Query(() => String, nullable),
      Directive('@auth(requires: USER)'),
    );
    decorate(
      prototype,
      'audit',
      Query(() => String, nullable),
      Directive('@auth(anyOf: [{ requires: ADMIN }])'),
    );
    decorate(
      prototype,
      'docs',
      Query(() => [Doc], nullable),
      Directive('@public'),
    );
    Resolver()(Resolvers);
    return buildSchema({ resolvers: [Resolvers], directives: auth.directives, validate: false });
  },
};
