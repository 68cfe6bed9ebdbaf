# The service in a container: one program, one folder of data, nothing else.
#
#   docker build -t vitrine .
#   docker run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
#     -p 127.0.0.1:8080:8080 -v vitrine:/data \
#     -e VITRINE_PUBLIC_URL=https://chat.shop.example vitrine
#
# It expects a proxy in front that speaks https (docs/operations.md). For certificates of its own:
# -e VITRINE_BEHIND_TLS_PROXY=false -e VITRINE_DOMAIN=… -e VITRINE_LISTEN=[::]:8443
# -e VITRINE_HTTP_LISTEN=[::]:8080 -p 443:8443 -p 80:8080

FROM node:20-bookworm-slim AS web
WORKDIR /build/widget
COPY widget/package.json widget/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY widget ./
RUN npm run build

FROM rust:1.95-slim-bookworm AS server
RUN apt-get update \
  && apt-get install -y --no-install-recommends gcc libc6-dev \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY Cargo.toml Cargo.lock ./
COPY shared shared
COPY server server
COPY tests tests
COPY --from=web /build/widget/dist widget/dist
# The front end is taken as the stage before has built it.
RUN VITRINE_WEB=skip cargo build --locked --profile dist -p vitrine-server --bin vitrine \
  && install -D target/dist/vitrine /out/vitrine \
  && install -d -m 700 /out/data

FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  && groupadd --gid 10001 vitrine \
  && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin vitrine
COPY --from=server /out/vitrine /usr/local/bin/vitrine
COPY --from=server --chown=10001:10001 /out/data /data
USER 10001:10001
WORKDIR /data
VOLUME /data
ENV VITRINE_DATA=/data \
  VITRINE_LISTEN=0.0.0.0:8080 \
  VITRINE_BEHIND_TLS_PROXY=true \
  VITRINE_TRUSTED_PROXIES=127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=6s --start-period=20s CMD ["vitrine", "health"]
# Longer than the 30 s the service takes at most to let its clients go.
STOPSIGNAL SIGTERM
ENTRYPOINT ["vitrine"]
CMD ["serve"]
