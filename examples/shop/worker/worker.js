// The worker: packs open orders, oldest first, one at a time. Without the database it ends, to be started again.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { onShutdown } from '../lib/on-shutdown.js';

const LOOK_EVERY_MS = 500;
const PACKING_TAKES_MS = 700;

const client = new pg.Client({ connectionString: process.env.DATABASE_URL, connectionTimeoutMillis: 2000 });
client.on('error', giveUp);
let stopping = false;

await client.connect().catch(giveUp);
console.log('waiting for orders');
const work = packForEver().catch(giveUp);

onShutdown(async () => {
  stopping = true;
  await work; // the order in hand is finished first
  await client.end();
  console.log('closed');
});

async function packForEver() {
  while (!stopping) {
    const order = await nextOrder();
    if (order) await pack(order);
    else await sleep(LOOK_EVERY_MS);
  }
}

async function nextOrder() {
  const { rows } = await client.query(
    `SELECT orders.id, customer, products.name AS product
     FROM orders JOIN products ON products.id = product_id
     WHERE packed_at IS NULL ORDER BY orders.id LIMIT 1`,
  );
  return rows[0];
}

/** The order is marked at the end: one that was interrupted is packed again. */
async function pack({ id, customer, product }) {
  await sleep(PACKING_TAKES_MS);
  await client.query('UPDATE orders SET packed_at = now() WHERE id = $1', [id]);
  console.log(`order ${id}: ${product} for ${customer}, packed`);
}

function giveUp(error) {
  console.error(`the database is gone: ${error.message || error.code}`);
  process.exit(stopping ? 0 : 1);
}
