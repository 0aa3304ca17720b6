import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import {
  Directive,
  Field,
  GraphQLSchemaBuilderModule,
  GraphQLSchemaFactory,
  ObjectType,
  Query,
  Resolver,
} from '@nestjs/graphql';
import { docs } from './data.mjs';
import { decorate } from './decorate.mjs';

const nullable = { nullable: true };

/**
 * NestJS, code first: `@Directive` takes SDL, and the directives are given as `buildSchemaOptions`. The table
 * of servers has its schema-first form, whose option `transformSchema` is the same.
 */
export const nestCodeFirst = {
  name: 'NestJS, code first',
  async build(auth) {
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
    const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
    const schema = await app
      .get(GraphQLSchemaFactory)
      .create([Resolvers], { directives: [...auth.directives] });
    const resolver = new Resolvers();
    for (const field of Object.values(schema.getQueryType().getFields())) {
      field.resolve = () => resolver[field.name]();
    }
    await app.close();
    return schema;
  },
};
