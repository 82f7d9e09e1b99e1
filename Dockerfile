# Thápcanh as an image; docs/operating.md tells how to run it.
#
#   docker build -t thapcanh .
#
# What is not needed to run is left out by .dockerignore; tests/packaging starts the platform from just that. No image
# has been built yet: there was no Docker to do it with.

FROM node:24-bookworm-slim AS build
WORKDIR /app
# Packages change less often than the program.
COPY package.json package-lock.json .npmrc ./
COPY scripts ./scripts
RUN node -e "import('/app/scripts/setup.mjs').then(({ setUp }) => setUp({ console: false }))"
COPY . .
# The console and the models of tone, as `npm start` makes them; then what only building needed goes.
RUN node -e "import('/app/scripts/setup.mjs').then(({ setUp }) => setUp({ console: true, models: true }))" \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim
RUN groupadd --system --gid 10480 thapcanh \
  && useradd --system --uid 10480 --gid 10480 --home-dir /var/lib/thapcanh --shell /usr/sbin/nologin thapcanh \
  && install -d -o thapcanh -g thapcanh -m 0750 /var/lib/thapcanh
# Belongs to root: the platform cannot change its own program.
COPY --from=build /app /app
ENV THAPCANH_DATA=/var/lib/thapcanh NODE_ENV=production UV_THREADPOOL_SIZE=8
WORKDIR /var/lib/thapcanh
USER thapcanh
VOLUME /var/lib/thapcanh
# The console; listeners of the first configuration: syslog over UDP and TCP, RELP, HTTP.
EXPOSE 8480 5514/udp 5514 2514 8514
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "/app/packaging/docker/is-ready.mjs"]
ENTRYPOINT ["node", "--openssl-config=/app/collectors/listeners/no-tickets.cnf", "/app/cli/thapcanh.ts"]
CMD ["start"]
