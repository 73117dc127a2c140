// The API: products and orders as JSON, from the database at DATABASE_URL.
import { listen, readBody } from '../lib/http.js';
import { onShutdown } from '../lib/on-shutdown.js';
import { addOrder, askDatabase, closeDatabase, listOrders, listProducts } from './store.js';

const close = await listen(
  {
    'GET /healthz': health,
    'GET /products': async () => ({ body: await listProducts() }),
    'GET /orders': async () => ({ body: await listOrders() }),
    'POST /orders': async (request) => {
      const { productId, customer } = parse(await readBody(request));
      return { status: 201, body: await addOrder({ productId, customer }) };
    },
  },
  { onAnswer: (line) => console.log(line) },
);
console.log(`API on http://127.0.0.1:${process.env.PORT}`);

onShutdown(async () => {
  await close();
  await closeDatabase();
  console.log('closed');
});

/** Healthy only while the database answers: an API without it is of no use to anybody. */
async function health() {
  try {
    await askDatabase();
    return { body: { ok: true } };
  } catch (error) {
    return { status: 503, body: { ok: false, error: error.message || error.code } };
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw Object.assign(new Error('the body is not JSON'), { status: 400 });
  }
}
