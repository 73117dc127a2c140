/** Ports that are not as they are written: what stands in the file, and what they are. */
export type MovedPorts = ReadonlyMap<number, number>;

/** An address that names a port by its number, with the port as it is: `http://localhost:3000/healthz`. */
export function followPorts(text: string, moved: MovedPorts): string {
  return text.replace(/:(\d{1,5})(?!\d)/g, (whole, port: string) => {
    const now = moved.get(Number(port));
    return now === undefined ? whole : `:${now}`;
  });
}

/** The command of a container with the port that it is published on: `--publish 5432:5432`. */
export function followPublished(command: string, moved: MovedPorts): string {
  return command.replace(/(--publish '?(?:[^\s:']+:)?)(\d{1,5})(?=:)/g, (whole, before: string, port: string) => {
    const now = moved.get(Number(port));
    return now === undefined ? whole : `${before}${now}`;
  });
}
