// The database: a real PostgreSQL, compiled to WebAssembly, that speaks PostgreSQL's wire protocol on PORT.
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { dataDir as emptyDatabase } from '@electric-sql/pglite-prepopulatedfs';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { onShutdown } from '../lib/on-shutdown.js';

const dataDir = process.argv[2] ?? '.pgdata';
const port = Number(process.env.PORT);

console.log(`opening ${dataDir}`);
// A new database is unpacked, which takes a second; to create one takes ten.
const db = await PGlite.create(existsSync(dataDir) ? { dataDir } : { dataDir, loadDataDir: await emptyDatabase() });
// The default is one connection; queries of several are queued and answered one at a time.
const server = new PGLiteSocketServer({ db, port, maxConnections: 50 });

onShutdown(async () => {
  // The socket server can wait for ever for a client that connected at this very moment.
  await Promise.race([server.stop(), sleep(500)]);
  await db.close();
  console.log('closed');
});

await server.start();
console.log(`PostgreSQL accepts connections on 127.0.0.1:${port}`);
