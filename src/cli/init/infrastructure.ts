import { join } from 'node:path';
import type { Found, LeftOut, Surroundings } from './found.ts';

/** Images that projects need for development: databases, caches, queues, mail, storage, identity. */
const KNOWN =
  /(?:^|\/)(?:postgres|postgis|pgvector|timescaledb|timescaledb-ha|mysql|mysql-server|mariadb|percona|redis|redis-stack|redis-stack-server|valkey|keydb|dragonfly|memcached|mongo|mongodb|mongodb-community-server|couchdb|cassandra|scylla|cockroach|cockroachdb|clickhouse|clickhouse-server|neo4j|surrealdb|arangodb|influxdb|questdb|rabbitmq|kafka|cp-kafka|redpanda|zookeeper|cp-zookeeper|nats|pulsar|activemq|activemq-artemis|mosquitto|elasticsearch|opensearch|solr|meilisearch|typesense|qdrant|weaviate|chroma|milvus|minio|localstack|azurite|fake-gcs-server|dynamodb-local|mailhog|mailpit|maildev|smtp4dev|mailcatcher|keycloak|dex|vault|consul|etcd|temporal|auto-setup|supabase|gotrue|hasura|graphql-engine|mssql\/server|azure-sql-edge|ollama|imgproxy|stripe-mock|wiremock)(?:$|[:@])/;

/** Usual names of such services, whatever their images are called. */
const KNOWN_NAME =
  /^(?:.+[-_])?(?:db|database|postgres|postgresql|pg|mysql|mariadb|mongo|mongodb|redis|cache|queue|broker|rabbitmq|kafka|nats|search|elasticsearch|minio|s3|mail|mailhog|mailpit|smtp)$/i;

const TESTS = /(?:^|[-_.])(?:tests?|e2e|ci|specs?|cypress|playwright|selenium|chromium|k6|locust)(?:$|[-_.])/i;

/**
 * Selects the containers of a compose file that dev commands need: known kinds, those whose port `.env` names, and
 * those that a selected one waits for. The others are left out, each with a reason.
 */
export function neededContainers(
  containers: readonly Found[],
  around: Surroundings,
): { readonly kept: readonly Found[]; readonly leftOut: readonly LeftOut[] } {
  const env = around.disk.read(join(around.dir, '.env'));
  const text = 'code' in env ? '' : env.text;
  const reasons = new Map(containers.map((found) => [found, whyNot(found, text)]));
  const kept = new Set(containers.filter((found) => reasons.get(found) === null));
  for (const found of kept) {
    const { requires = [], after = [], wants = [] } = found.table;
    for (const other of containers) if ([...requires, ...after, ...wants].includes(other.name)) kept.add(other);
  }
  const out = containers.filter((found) => !kept.has(found));
  return {
    kept: containers.filter((found) => kept.has(found)),
    leftOut: out.map((found) => ({ what: `${found.name} from ${found.from}`, why: reasons.get(found) ?? '' })),
  };
}

function whyNot({ name, image = '', table }: Found, env: string): string | null {
  if (table.status === 'stop') return 'it is in a profile, and not started with the rest';
  if (TESTS.test(name) || TESTS.test(image)) return 'it is for tests';
  if (KNOWN.test(image) || KNOWN_NAME.test(name)) return null;
  if (table.port !== undefined && new RegExp(`[:=]${table.port}\\b`).test(env)) return null;
  return 'nothing shows that the dev commands need it';
}
