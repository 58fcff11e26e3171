# The compiled programs with what they need at run time, owned by root and run as a plain user.
FROM node:22-bookworm-slim AS build
WORKDIR /interlock
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production
WORKDIR /interlock
COPY --from=build /interlock/package.json ./
COPY --from=build /interlock/node_modules ./node_modules
COPY --from=build /interlock/dist ./dist
COPY --from=build /interlock/config ./config
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["node", "--enable-source-maps"]
CMD ["dist/api/main.js"]
