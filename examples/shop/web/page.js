// The HTML of the shop. Everything that comes from people or from the API is escaped.

/** Loads itself again while an order is open, so that one sees the worker work. */
export function shopPage({ products, orders }) {
  const waiting = orders.some((order) => !order.packed);
  return page(
    `<form method="post" action="/orders">
      <label>Your name <input name="customer" value="Ada" required maxlength="50"></label>
      ${products.map(buyButton).join('\n      ')}
    </form>
    <h2>Orders</h2>
    <ul>${orders.map(orderLine).join('') || '<li>none yet</li>'}</ul>`,
    { reloadAfterSeconds: waiting ? 2 : undefined },
  );
}

export function errorPage(reason) {
  return page(`<p>That did not work just now: ${safe(reason)}</p><p><a href="/">Try again</a></p>`);
}

const buyButton = ({ id, name, priceCents }) =>
  `<button name="product" value="${safe(id)}">${safe(name)}, ${(priceCents / 100).toFixed(2)} €</button>`;

const orderLine = ({ id, product, customer, packed }) =>
  `<li>${safe(id)}: ${safe(product)} for ${safe(customer)}, <b>${packed ? 'packed' : 'open'}</b></li>`;

function page(content, { reloadAfterSeconds } = {}) {
  const reload = reloadAfterSeconds ? `<meta http-equiv="refresh" content="${reloadAfterSeconds}">` : '';
  return `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Shop</title>${reload}</head>
  <body style="font: 16px/1.6 system-ui; max-width: 40rem; margin: 2rem auto">
    <h1>Shop</h1>
    ${content}
  </body>
</html>
`;
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const safe = (value) => String(value).replace(/[&<>"']/g, (character) => ENTITIES[character]);
