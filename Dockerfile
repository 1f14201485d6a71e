# syntax=docker/dockerfile:1
# Three images of one build: auditgraph (the default, last), which has no sandbox; the sandbox's upstreams (--target sandbox)
# and the router (--target gateway) of docker-compose.yml.
# Pinned by version. Pin by digest where you build for production: --build-arg NODE=24.21.0-bookworm-slim@sha256:…
ARG NODE=24.21.0-bookworm-slim

FROM node:${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Its prepare script builds, and there is nothing to build yet.
RUN npm ci --ignore-scripts
COPY . .
RUN node scripts/build.mjs dist --pages
# What is served to callers has no sandbox, whose passwords are made up and known.
RUN cp -R dist operated && rm -r operated/sandbox operated/sandbox-main.js* && find operated -name "*.map" -delete
# What the router serves: auditgraph under the name that stands for all its replicas.
RUN node examples/federation/compose.mjs audit=http://auditgraph:4000/graphql=schema/subgraph.graphql > supergraph.graphql

FROM node:${NODE} AS production
WORKDIR /app
ENV NODE_ENV=production
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

FROM node:${NODE} AS gateway
WORKDIR /app
ENV NODE_ENV=production
COPY test/gateway/package.json test/gateway/package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
COPY examples/federation/gateway.config.mjs examples/federation/
COPY examples/deploy/gateway.config.mjs examples/deploy/
COPY --from=build /app/supergraph.graphql ./
USER node
EXPOSE 4100
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s CMD ["node", "-e", "fetch('http://127.0.0.1:4100/readiness').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node_modules/.bin/hive-gateway", "supergraph", "supergraph.graphql", "--config-path", "examples/deploy/gateway.config.mjs", "--host", "0.0.0.0", "--port", "4100"]

FROM node:${NODE} AS sandbox
WORKDIR /app
ENV NODE_ENV=production
COPY --from=production /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
USER node
EXPOSE 9100-9109
CMD ["node", "--disallow-code-generation-from-strings", "dist/sandbox-main.js"]

FROM node:${NODE} AS auditgraph
LABEL org.opencontainers.image.title="auditgraph" \
  org.opencontainers.image.description="One GraphQL API over audit trails of cloud APIs" \
  org.opencontainers.image.version="0.1.0" \
  org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
# NODE_OPTIONS may bound the heap; docs/operating.md says how much it takes.
ENV NODE_ENV=production
COPY --from=production /app/node_modules node_modules
COPY --from=build /app/operated dist
COPY package.json LICENSE ./
USER node
EXPOSE 4000
# By bash alone: another node every five seconds would cost more than what it looks at. Where the configuration names another
# port, server.operations or server.tls, say so by HEALTH_PORT, the port that answers /readyz by plain HTTP.
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${HEALTH_PORT:-${PORT:-4000}} && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && read -r answer <&3 && [[ $answer == *' 200 '* ]]"]
# node itself is process 1: it gets SIGTERM, and drains.
CMD ["node", "--disallow-code-generation-from-strings", "--min-semi-space-size=24", "--max-semi-space-size=24", "--heap-growing-percent=40", "dist/main.js"]
