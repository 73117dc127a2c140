// What the API asks of the database. Connections that break are replaced, so the API outlives a restart of it.
import pg from 'pg';

const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: 2,
  connectionTimeoutMillis: 2000,
  query_timeout: 4000,
});
pool.on('error', (error) => console.error(`lost a database connection: ${error.message}`));

/** Rejects when the database does not answer. */
export const askDatabase = () => pool.query('SELECT 1');

export const closeDatabase = () => pool.end();

export async function listProducts() {
  const { rows } = await pool.query('SELECT id, name, price_cents AS "priceCents" FROM products ORDER BY id');
  return rows;
}

/** The latest 20 orders, newest first. */
export async function listOrders() {
  const { rows } = await pool.query(
    `SELECT orders.id, products.name AS product, customer, packed_at IS NOT NULL AS packed
     FROM orders JOIN products ON products.id = product_id
     ORDER BY orders.id DESC LIMIT 20`,
  );
  return rows;
}

/** Fails with status 400 when there is no such product or no customer. */
export async function addOrder({ productId, customer }) {
  const { rows } = await pool.query(
    `INSERT INTO orders (product_id, customer)
     SELECT id, $2 FROM products WHERE id::text = $1 AND $2 <> ''
     RETURNING id`,
    [String(productId), String(customer ?? '').trim()],
  );
  if (rows.length === 0) throw Object.assign(new Error('an order needs a product and a customer'), { status: 400 });
  return rows[0];
}
