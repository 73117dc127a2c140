-- What the shop sells.
CREATE TABLE products (
  id serial PRIMARY KEY,
  name text NOT NULL UNIQUE,
  price_cents integer NOT NULL
);

INSERT INTO products (name, price_cents) VALUES
  ('Teapot', 2400),
  ('Cup', 700),
  ('Earl Grey, 100 g', 950);
