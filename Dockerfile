# syntax=docker/dockerfile:1

FROM node:20-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json ./
COPY src ./src
COPY gateways ./gateways
COPY sandbox ./sandbox
COPY test ./test
COPY console ./console
COPY scripts ./scripts
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

# The gateway as it runs in production: a fixed user without rights, redis-server for an installation without its own Redis.
# Nothing but /var/lib/isthmus is written, so the rest may be read-only.
FROM node:20-bookworm-slim AS isthmus
RUN apt-get update \
 && apt-get install -y --no-install-recommends redis-server tini \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10014 isthmus \
 && useradd --uid 10014 --gid isthmus --no-create-home --home-dir /var/lib/isthmus --shell /usr/sbin/nologin isthmus \
 && install -d -o isthmus -g isthmus -m 0700 /var/lib/isthmus
WORKDIR /opt/isthmus
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist/src ./dist/src
COPY --from=build /build/dist/gateways ./dist/gateways
COPY --from=build /build/dist/console ./dist/console
RUN ln -s /opt/isthmus/dist/src/main.js /usr/local/bin/isthmus && chmod 755 dist/src/main.js
USER isthmus
VOLUME /var/lib/isthmus
STOPSIGNAL SIGTERM
# Asks /healthz where the config has http; a container without it counts as healthy while the process lives.
HEALTHCHECK --interval=60s --timeout=15s --start-period=60s --retries=3 \
  CMD ["isthmus", "health", "--config", "/etc/isthmus/isthmus.yaml"]
ENTRYPOINT ["/usr/bin/tini", "--", "node", "--enable-source-maps", "/opt/isthmus/dist/src/main.js"]
CMD ["run", "--config", "/etc/isthmus/isthmus.yaml"]

# An XMPP server to try it with; see compose.yaml.
FROM debian:bookworm-slim AS trial-prosody
RUN printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d \
 && chmod 755 /usr/sbin/policy-rc.d \
 && apt-get update \
 && apt-get install -y --no-install-recommends prosody lua-unbound \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o prosody -g prosody /var/lib/prosody /run/prosody
COPY config/trial/prosody.cfg.lua /etc/prosody/prosody.cfg.lua
COPY config/trial/start-prosody.sh /usr/local/bin/start-prosody
USER prosody
ENTRYPOINT ["sh", "/usr/local/bin/start-prosody"]

# The tour of `npm start` in a container: a real Prosody, a simulated phone network and the gateway, all on its loopback.
FROM node:20-bookworm-slim AS tour
RUN printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d \
 && chmod 755 /usr/sbin/policy-rc.d \
 && apt-get update \
 && apt-get install -y --no-install-recommends prosody redis-server openssl tini \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/isthmus
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY --from=build /build/dist ./dist
USER node
ENTRYPOINT ["/usr/bin/tini", "--", "node", "--enable-source-maps", "/opt/isthmus/dist/sandbox/tour.js"]

# The same with a shell, for `npm test` in a container.
FROM node:20-bookworm-slim AS test
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/isthmus
COPY . .
ENV CI=true
CMD ["npm", "test"]
