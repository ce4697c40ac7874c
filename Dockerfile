# One image for every process of Baton; the command says which one it is.
FROM node:26-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The optional packages bring Node itself to machines that lack it; this image has it.
RUN npm ci --omit=dev --omit=optional

FROM node:26-slim
ENV NODE_ENV=production BATON_HOME=/var/lib/baton
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY src ./src
COPY connectors ./connectors
COPY mappings ./mappings
# The program stays root's and is never written to: the root file system may be mounted read-only. Only this folder is Baton's own.
RUN install -d -o node -g node -m 0700 /var/lib/baton
VOLUME /var/lib/baton
USER node
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["node", "/app/src/cli/main.ts", "status", "--json"]
ENTRYPOINT ["node", "/app/src/cli/main.ts"]
CMD ["work"]
