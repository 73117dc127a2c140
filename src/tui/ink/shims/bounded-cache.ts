/** Replaces the maps in which Ink keeps everything that it has ever measured. This one is emptied when it is full. */
export class BoundedMap<K, V> extends Map<K, V> {
  override set(key: K, value: V): this {
    if (this.size >= MAX_ENTRIES && !this.has(key)) this.clear();
    return super.set(key, value);
  }
}

const MAX_ENTRIES = 2000;
