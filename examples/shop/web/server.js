// The web front: one page, rendered here from what the API at API_URL answers.
import { listen, readBody } from '../lib/http.js';
import { onShutdown } from '../lib/on-shutdown.js';
import { errorPage, shopPage } from './page.js';

const close = await listen({
  'GET /healthz': () => ({ body: 'ok' }),
  'GET /': showShop,
  'POST /orders': order,
});
console.log(`open http://localhost:${process.env.PORT}`);

onShutdown(async () => {
  await close();
  console.log('closed');
});

async function showShop() {
  try {
    const [products, orders] = await Promise.all([callApi('/products'), callApi('/orders')]);
    return { body: shopPage({ products, orders }) };
  } catch (error) {
    return failed(error);
  }
}

/** Takes the form, and sends the browser back to the page. */
async function order(request) {
  try {
    const form = new URLSearchParams(await readBody(request));
    const body = JSON.stringify({ productId: form.get('product'), customer: form.get('customer') });
    await callApi('/orders', { method: 'POST', body });
    return { status: 303, headers: { location: '/' } };
  } catch (error) {
    return failed(error);
  }
}

async function callApi(path, options = {}) {
  const response = await fetch(new URL(path, process.env.API_URL), { signal: AbortSignal.timeout(5000), ...options });
  const body = await response.json();
  if (response.ok) return body;
  throw Object.assign(new Error(body.error), { status: response.status });
}

/** `fetch` hides the reason (such as ECONNREFUSED) in `cause`. */
function failed(error) {
  const reason = error.cause?.message || error.cause?.code || error.message;
  console.error(`the API failed: ${reason}`);
  return { status: error.status ?? 502, body: errorPage(reason) };
}
