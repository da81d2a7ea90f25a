# The newest LTS line of Node; the package itself runs on 20.19 and later.
FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
# Without scripts: `prepare` would build before the sources are there.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build
# From here on only what runs; the folder is there even when all that is bundled.
RUN npm ci --omit=dev --ignore-scripts && mkdir -p node_modules

FROM node:24-slim
# Where the image has its bill of materials (CycloneDX): what is bundled, with versions and licences.
LABEL bandwidth-emulator.sbom=/opt/bandwidth-emulator/dist/sbom.cdx.json
ENV NODE_ENV=production \
    BANDWIDTH_EMULATOR_HOST=0.0.0.0 \
    BANDWIDTH_EMULATOR_ALLOW_HOST=*
WORKDIR /opt/bandwidth-emulator
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/package.json /build/LICENSE ./
COPY --from=build /build/fixtures/inventory fixtures/inventory
COPY --from=build /build/fixtures/seeds fixtures/seeds
COPY --from=build /build/dist dist
# A volume here for --tls-dir gets the user who is to write to it.
RUN mkdir /tls && chown 1000:1000 /tls
# The user `node` of the base image, as a number: only then can Kubernetes tell that it is not root.
USER 1000
EXPOSE 9190
# Asks at BANDWIDTH_EMULATOR_HOST and _PORT: a port that is chosen by the flag alone is not known here.
HEALTHCHECK --interval=5s --timeout=2s --start-period=10s --start-interval=500ms --retries=3 \
  CMD ["node", "dist/cli.js", "ready"]
ENTRYPOINT ["node", "dist/cli.js"]
