// The migrations: applies each file of migrations/ that the database has not seen yet, in order, and exits.
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';

const folder = new URL('migrations/', import.meta.url);
const client = new pg.Client({ connectionString: process.env.DATABASE_URL });

await client.connect();
await client.query('CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY)');
const { rows } = await client.query('SELECT name FROM migrations');
const applied = new Set(rows.map((row) => row.name));

const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
const missing = files.filter((name) => !applied.has(name));
for (const name of missing) await apply(name);
console.log(missing.length === 0 ? `nothing to do: ${files.length} applied before` : `${missing.length} applied`);
await client.end();

/** All of a file or, when a statement of it fails, nothing. */
async function apply(name) {
  console.log(`applying ${name}`);
  const sql = await readFile(new URL(name, folder), 'utf8');
  await client.query('BEGIN');
  await client.query(sql);
  await client.query('INSERT INTO migrations (name) VALUES ($1)', [name]);
  await client.query('COMMIT');
}
