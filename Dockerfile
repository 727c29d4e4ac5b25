# The page and the HTTP API: docker build -t qa . && docker run --rm -p 127.0.0.1:7860:7860 \
#   -e QA_PUBLIC=true -v qa:/data qa demo
# With articles of one's own and a log-in: see compose.yaml.

FROM python:3.12-slim AS built
# The usual builds of PyTorch bring gigabytes for graphics cards. For the small ones give the address
# that its page "Get started" names for CPU: docker build --build-arg PIP_EXTRA_INDEX_URL=…
ARG PIP_EXTRA_INDEX_URL=
WORKDIR /source
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY src src
COPY ui ui
COPY corpus corpus
RUN python -m venv /opt/qa \
 && /opt/qa/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
      -c constraints.txt ".[llm,mcp,milvus,postgres]"

FROM python:3.12-slim
RUN useradd --create-home --uid 1000 qa \
 && mkdir -p /data/corpus \
 && chown -R qa:qa /data
COPY --from=built /opt/qa /opt/qa
ENV PATH=/opt/qa/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    XDG_DATA_HOME=/data \
    QA_HOST=0.0.0.0 \
    QA_PORT=7860 \
    QA_CORPUS=/data/corpus \
    QA_INDEX=/data/index \
    QA_DATA=/data/data \
    QA_USERS=/data/users.json \
    QA_JUDGEMENTS=/data/judgements.sqlite
USER qa
WORKDIR /data
VOLUME /data
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['QA_PORT'] + '/healthz', timeout=4)"]
ENTRYPOINT ["qa"]
CMD ["serve"]
