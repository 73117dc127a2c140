-- What customers ordered; an order without packed_at waits for the worker.
CREATE TABLE orders (
  id serial PRIMARY KEY,
  product_id integer NOT NULL REFERENCES products,
  customer text NOT NULL,
  ordered_at timestamptz NOT NULL DEFAULT now(),
  packed_at timestamptz
);
