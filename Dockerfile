# Two stages, so that the compiler is not in the image. `.ci/run` runs the same steps in an empty folder.
FROM node:22-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
COPY packages ./packages
RUN npm ci --no-audit --no-fund --loglevel=error
COPY tsconfig.json schema.graphql ./
COPY scripts ./scripts
COPY console ./console
COPY src ./src
RUN node scripts/build.mjs && npm prune --omit=dev --no-audit --no-fund --loglevel=error
# The image runs on Postgres: it needs neither the embedded database nor cordon/testing, which uses it.
RUN rm -rf node_modules/@electric-sql dist/embedded-seed-*.br dist/testing

FROM node:22-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /build/package.json /build/schema.graphql ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/packages ./packages
COPY --from=build /build/dist ./dist
# The server writes nothing to its own folder; the database and the secrets are elsewhere.
USER node
EXPOSE 4000 9464
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 4000}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1 and receives SIGTERM: the server drains and exits with 0.
ENTRYPOINT ["node", "dist/main.js"]
CMD ["start"]
